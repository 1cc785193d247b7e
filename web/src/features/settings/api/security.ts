import { useMutation } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

export function useChangePassword() {
  return useMutation({
    mutationFn: (passwords: { current: string; new: string }) =>
      body(api.PUT("/api/v1/session/password", { body: passwords })),
  });
}

export type Enrolment = Schemas["EnrolmentOut"];

export function useBeginTotp() {
  return useMutation({ mutationFn: () => body(api.POST("/api/v1/session/totp")) });
}

export function useConfirmTotp() {
  return useMutation({
    mutationFn: (code: string) => body(api.PUT("/api/v1/session/totp", { body: { code } })),
  });
}

export function useRemoveTotp() {
  return useMutation({
    mutationFn: (password: string) => body(api.DELETE("/api/v1/session/totp", { body: { password } })),
  });
}
