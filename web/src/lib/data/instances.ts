import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type Page } from "@/lib/client";

import { refreshWork } from "./work-items";

export type InstanceBox = "sent" | "drafts";

/** Where an instance is now, with whom, since when. */
export interface CurrentActivity {
  activity: string;
  name: string;
  handlers: { id: string; name: string }[];
  since: string;
}

export interface InstanceRow {
  id: string;
  title: string;
  process_title: string;
  object_type: string;
  record_id: string;
  status: string;
  started_at: string | null;
  finished_at: string | null;
  current: CurrentActivity[];
}

export interface InstanceFilter {
  box: InstanceBox;
  query?: string;
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
      body(api.POST(`/api/v1/process-instances/{id}/${verb}`, { params: { path: { id } }, body: { opinion } })),
    onSettled: () => refreshWork(client),
  });
}
