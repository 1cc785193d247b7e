import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";

import { api, body, setCsrfToken, type Schemas } from "@/lib/client";

export type Assignment = Schemas["ActingOut"];

/** Who is signed in, in which assignment. */
export interface Session {
  account: Schemas["AccountOut"];
  person: Schemas["PersonOut"] | null;
  assignments: Assignment[];
  acting_assignment_id: string | null;
  group: Schemas["GroupOut"] | null;
  administrator_kinds: string[];
}

/** The answer of the server, without what it may leave out; null when nobody is signed in. */
export function readSession(answer: Schemas["SessionOut"]): Session | null {
  setCsrfToken(answer.csrf_token);
  if (answer.account == null) return null;
  return {
    account: answer.account,
    person: answer.person ?? null,
    assignments: answer.assignments ?? [],
    acting_assignment_id: answer.acting_assignment_id ?? null,
    group: answer.group ?? null,
    administrator_kinds: answer.administrator_kinds ?? [],
  };
}

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async () => readSession(await body(api.GET("/api/v1/session"))),
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
