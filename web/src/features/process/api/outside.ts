import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";
import { refreshWork } from "@/lib/data";

export type Outside = Schemas["OutsideOut"];
export type Incident = Schemas["IncidentOut"];
export type OutsideCall = Schemas["CallOut"];
export type OutsideWait = Schemas["WaitOut"];

const REFRESH_MILLISECONDS = 15_000;

/** What an instance has to do with other systems; for system administrators. */
export const outsideQuery = (id: string) =>
  queryOptions({
    queryKey: ["process-instance", id, "outside"],
    queryFn: () =>
      body(api.GET("/api/v1/process-instances/{instance_id}/outside", { params: { path: { instance_id: id } } })),
    staleTime: 0,
    refetchInterval: REFRESH_MILLISECONDS,
  });

/** What an administrator does where an instance stopped or waits: try again, or answer in the other system's place. */
export interface Repair {
  token: number;
  opinion: string;
  values?: Record<string, unknown>;
}

export function useRepair(id: string, verb: "retry" | "answer") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (repair: Repair) => {
      const options = { params: { path: { instance_id: id } }, body: repair };
      return verb === "retry"
        ? body(api.POST("/api/v1/process-instances/{instance_id}/retry", options))
        : body(api.POST("/api/v1/process-instances/{instance_id}/answer", options));
    },
    onSettled: async () => {
      await refreshWork(client);
      await client.invalidateQueries({ queryKey: ["process-instance", id] });
    },
  });
}
