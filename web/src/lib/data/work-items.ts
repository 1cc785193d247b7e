import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";

import { api, body, type Page } from "@/lib/client";

export type WorkItemBox = "todo" | "done" | "read";

/** One person's (or pool's) piece of work, as lists show it. */
export interface WorkItem {
  id: string;
  instance_id: string;
  title: string;
  process_title: string;
  activity_name: string;
  initiator: { id: string; name: string };
  unit_name: string;
  received_at: string;
  finished_at?: string | null;
  due_at: string | null;
  overdue: boolean;
  urgent: boolean;
  read: boolean;
  status: string;
  claimable: boolean;
  summary: { title: string; value: string }[];
}

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
      body(api.POST("/api/v1/work-items/{id}/approve", { params: { path: { id } }, body: { opinion } })),
    onSettled: () => refreshWork(client),
  });
}
