import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
  type InfiniteData,
} from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";
import { refreshWork } from "@/lib/data";

export type OpenIncident = Schemas["OpenIncidentOut"];
export type OpenIncidents = Schemas["OpenIncidentsOut"];
export type Retried = Schemas["RetriedOut"];

export interface IncidentFilter {
  kind?: OpenIncident["kind"];
  process?: string;
  query?: string;
}

const KEY = "process-incidents";
const REFRESH_MILLISECONDS = 15_000;

/** What stands still in the group; for those who administer processes. */
export function useIncidents(filter: IncidentFilter) {
  return useInfiniteQuery({
    queryKey: [KEY, filter],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/v1/process-incidents", {
          params: { query: { ...filter, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: REFRESH_MILLISECONDS,
  });
}

/** Reads again whatever a repair may have changed. */
export function useRefreshIncidents() {
  const client = useQueryClient();
  return async (): Promise<void> => {
    await Promise.all([
      refreshWork(client),
      ...[KEY, "process-instance", "connections"].map((key) => client.invalidateQueries({ queryKey: [key] })),
    ]);
  };
}

/** Finds the place where an instance still stands after it was tried again, in the lists as they were read since. */
export function useStopsAgain() {
  const client = useQueryClient();
  return ({ kind, instance_id, name }: OpenIncident): OpenIncident | undefined => {
    if (kind !== "stopped") return undefined;
    const lists = client.getQueriesData<InfiniteData<OpenIncidents>>({ queryKey: [KEY] });
    const rows = lists.flatMap(([, data]) => data?.pages.flatMap((page) => page.items) ?? []);
    return rows.find((row) => row.kind === kind && row.instance_id === instance_id && row.name === name);
  };
}

/** Try one incident again, or all of its cause. */
export function useRetryIncident() {
  const refresh = useRefreshIncidents();
  return useMutation({
    mutationFn: ({ incident, alike }: { incident: OpenIncident; alike: boolean }): Promise<Retried> =>
      alike
        ? body(api.POST("/api/v1/process-incidents/retry", { body: { cause: incident.cause, opinion: "" } }))
        : body(
            api.POST("/api/v1/process-incidents/{incident_id}/retry", {
              params: { path: { incident_id: incident.id } },
              body: { opinion: "" },
            }),
          ),
    onSettled: refresh,
  });
}

/** Give up a message or a signal whose receiver keeps failing. */
export function useDiscardIncident() {
  const refresh = useRefreshIncidents();
  return useMutation({
    mutationFn: ({ id, opinion }: { id: string; opinion: string }) =>
      body(
        api.POST("/api/v1/process-incidents/{incident_id}/discard", {
          params: { path: { incident_id: id } },
          body: { opinion },
        }),
      ),
    onSettled: refresh,
  });
}
