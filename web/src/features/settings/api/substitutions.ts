import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

export type Substitution = Schemas["SubstitutionOut"];
export type NewSubstitution = Schemas["SubstitutionIn"];

const KEY = ["substitutions"];

/** The substitutions that I gave, and those that make me a deputy. */
export function useSubstitutions() {
  return useQuery({ queryKey: KEY, queryFn: async () => (await body(api.GET("/api/v1/substitutions"))).items });
}

export function useSubstitute() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: NewSubstitution) => body(api.POST("/api/v1/substitutions", { body: wanted })),
    onSuccess: (answer) => client.setQueryData(KEY, answer.items),
  });
}

export function useRevokeSubstitution() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      body(api.DELETE("/api/v1/substitutions/{substitution_id}", { params: { path: { substitution_id: id } } })),
    onSuccess: (answer) => client.setQueryData(KEY, answer.items),
  });
}
