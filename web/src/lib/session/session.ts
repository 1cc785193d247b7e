import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";

import { api, body, ProblemError, setCsrfToken } from "@/lib/client";

export interface Assignment {
  id: string;
  post: string;
  node: string;
  node_id: string;
  unit: string;
  kind: string;
}

/** Who is signed in, in which assignment; see GET /api/v1/session. */
export interface Session {
  account: { id: string; login: string } | null;
  person: { id: string; name: string; number: string } | null;
  assignments: Assignment[];
  acting_assignment_id: string | null;
  group: { id: string; name: string } | null;
  administrator: boolean;
  administrator_kinds: string[];
  csrf_token: string;
}

/** Null when nobody is signed in. */
async function fetchSession(): Promise<Session | null> {
  try {
    const session = await body<Session>(api.GET("/api/v1/session"));
    setCsrfToken(session.csrf_token);
    return session.account === null ? null : session;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) {
      const token = error.body.csrf_token;
      setCsrfToken(typeof token === "string" ? token : null);
      return null;
    }
    throw error;
  }
}

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: fetchSession,
  staleTime: 5 * 60_000,
});

/** The session inside the shell, where someone is always signed in. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data === null) throw new Error("useSession outside of a signed-in page");
  return data;
}

export function useMaybeSession(): Session | null {
  return useQuery(sessionQuery).data ?? null;
}
