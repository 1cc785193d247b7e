import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

export type Connection = Schemas["ConnectionOut"];
export type NewConnection = Schemas["ConnectionIn"];
export type ConnectionChange = Schemas["ConnectionChangeIn"];

const KEY = ["connections"];
const REFRESH_MILLISECONDS = 15_000;

/** Other systems that processes may call; for system administrators. */
export function useConnections() {
  return useQuery({
    queryKey: KEY,
    queryFn: async () => (await body(api.GET("/api/v1/connections"))).items,
    refetchInterval: REFRESH_MILLISECONDS,
  });
}

export function useCreateConnection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: NewConnection) => body(api.POST("/api/v1/connections", { body: wanted })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Lets a call try now whether a system that failed again and again is back. */
export function useResumeConnection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      body(api.POST("/api/v1/connections/{connection_id}/resume", { params: { path: { connection_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useChangeConnection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: ConnectionChange }) =>
      body(api.PATCH("/api/v1/connections/{connection_id}", { params: { path: { connection_id: id } }, body: change })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
