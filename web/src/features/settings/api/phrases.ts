import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

export type QuickPhrase = Schemas["PhraseOut"];

const KEY = ["quick-phrases"];

/** My own phrases and those of the group. */
export function usePhrases() {
  return useQuery({ queryKey: KEY, queryFn: () => body(api.GET("/api/v1/quick-phrases")) });
}

/** Replaces my own phrases, in this order. */
export function useSavePhrases() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (phrases: QuickPhrase[]) => body(api.PUT("/api/v1/quick-phrases", { body: { phrases } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
