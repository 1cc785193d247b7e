import { useMutation } from "@tanstack/react-query";

import { api, body, setCsrfToken } from "@/lib/client";

import type { Session } from "./session";

export interface Credentials {
  login: string;
  password: string;
  totp?: string;
}

/** Signs in; the refusal "totp-required" asks for the second step. */
export function useSignIn() {
  return useMutation({
    mutationFn: async (credentials: Credentials) => {
      const session = await body<Session>(api.POST("/api/v1/session", { body: credentials }));
      setCsrfToken(session.csrf_token);
      return session;
    },
  });
}

/** Signs out and loads the sign-in page afresh, so that nothing of the last user stays in memory. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => body(api.DELETE("/api/v1/session")),
    onSuccess: () => window.location.assign("/sign-in"),
  });
}
