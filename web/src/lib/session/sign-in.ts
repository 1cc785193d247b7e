import { useMutation } from "@tanstack/react-query";

import { api, body, ProblemError, type Schemas } from "@/lib/client";

import { readSession } from "./session";

export type Credentials = Schemas["SignInIn"];

/** Signs in; the refusal "totp-required" asks for the second step. */
export function useSignIn() {
  return useMutation({
    mutationFn: async (credentials: Credentials) => {
      const session = readSession(await body(api.POST("/api/v1/session", { body: credentials })));
      if (session === null) throw new ProblemError(401, {});
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
