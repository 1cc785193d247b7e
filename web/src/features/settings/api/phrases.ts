import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body } from "@/lib/client";

export interface QuickPhrase {
  id: string;
  text: string;
  personal: boolean;
}

const KEY = ["quick-phrases"];

export function usePhrases() {
  return useQuery({
    queryKey: KEY,
    queryFn: async () => (await body<{ items: QuickPhrase[] }>(api.GET("/api/v1/quick-phrases"))).items,
  });
}

/** Replaces my own phrases, in this order. */
export function useSavePhrases() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (phrases: string[]) => body(api.PUT("/api/v1/quick-phrases", { body: { phrases } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
