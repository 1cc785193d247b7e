import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";

import { api, body, type Page, type Schemas } from "@/lib/client";

export type WorkItemBox = "todo" | "waiting" | "done" | "read";

/** One person's (or pool's) piece of work, as lists show it. */
export type WorkItem = Schemas["WorkItemOut"];

export interface WorkItemFilter {
  box: WorkItemBox;
  query?: string;
  process?: string;
  sort?: string;
  page_size?: number;
}

export function useWorkItems(filter: WorkItemFilter) {
  return useInfiniteQuery({
    queryKey: ["work-items", filter],
    queryFn: ({ pageParam }) =>
      body<Page<WorkItem>>(
        api.GET("/api/v1/work-items", {
          params: { query: { ...filter, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** Whatever shows work must be read again after somebody acted. */
export async function refreshWork(client: QueryClient): Promise<void> {
  await Promise.all(
    ["work-items", "process-instances", "portal"].map((key) => client.invalidateQueries({ queryKey: [key] })),
  );
}

/** Approves without opening the item; what the activity demands beyond an opinion, the server names. */
export function useApprove() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, opinion }: { id: string; opinion: string }) =>
      body(api.POST("/api/v1/work-items/{item_id}/approve", { params: { path: { item_id: id } }, body: { opinion } })),
    // Not awaited: the caller's own callbacks must run before the row that it stands in is gone.
    onSettled: () => void refreshWork(client),
  });
}

/** What can be done to the items that are ticked, each with how many and why not the others. */
export function useBatchVerbs(ids: readonly string[]) {
  return useQuery({
    // Below the lists' key: what somebody does to an item changes what may be done to it.
    queryKey: ["work-items", "batch", ids],
    queryFn: async () => {
      const query = { item_ids: [...ids] };
      return (await body(api.GET("/api/v1/work-items/batch", { params: { query } }))).verbs;
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });
}

/** Does one thing to many; the answer names what was left out and why. */
export function useHandleBatch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (batch: BatchBody) => body(api.POST("/api/v1/work-items/batch", { body: batch })),
    // Not awaited: the caller's own callbacks must run before the row that it stands in is gone.
    onSettled: () => void refreshWork(client),
  });
}

export type BatchBody = Pick<Schemas["BatchIn"], "verb" | "item_ids"> & Partial<Schemas["BatchIn"]>;
export type BatchOutcome = Schemas["BatchOut"];
export type BatchVerb = Schemas["BatchVerbOut"];
