import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body } from "@/lib/client";

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
}

const KEY = ["api-keys"];

export function useApiKeys() {
  return useQuery({
    queryKey: KEY,
    queryFn: async () => (await body<{ items: ApiKey[] }>(api.GET("/api/v1/api-keys"))).items,
  });
}

export function useCreateApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => body<ApiKey & { secret: string }>(api.POST("/api/v1/api-keys", { body: { name } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRevokeApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => body(api.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
