import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type Page, type Schemas } from "@/lib/client";

import { refreshWork } from "./work-items";

export type InstanceBox = "sent" | "drafts" | "all";
/** What lists of instances are narrowed by; a draft has a list of its own. */
export const INSTANCE_STATUSES = [
  "running",
  "returned",
  "suspended",
  "completed",
  "rejected",
  "withdrawn",
  "terminated",
] as const satisfies readonly InstanceRow["status"][];
export type InstanceStatus = (typeof INSTANCE_STATUSES)[number];

/** Where an instance is now, with whom, since when. */
export type CurrentActivity = Schemas["CurrentOut"];
export type InstanceRow = Schemas["InstanceRowOut"];

export interface InstanceFilter {
  box: InstanceBox;
  query?: string;
  status?: InstanceStatus;
  page_size?: number;
}

export function useInstances(filter: InstanceFilter) {
  return useInfiniteQuery({
    queryKey: ["process-instances", filter],
    queryFn: ({ pageParam }) =>
      body<Page<InstanceRow>>(
        api.GET("/api/v1/process-instances", {
          params: { query: { ...filter, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** What the initiator may do from the list. */
export function useInitiatorVerb(verb: "urge" | "withdraw") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, opinion }: { id: string; opinion: string }) =>
      body(
        api.POST(`/api/v1/process-instances/{instance_id}/${verb}`, {
          params: { path: { instance_id: id } },
          body: { opinion },
        }),
      ),
    // Not awaited: the caller's own callbacks must run before the row that it stands in is gone.
    onSettled: () => void refreshWork(client),
  });
}
