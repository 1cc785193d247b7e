import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

export type AuditRow = Schemas["AuditRowOut"];

export interface AuditFilter {
  actor?: string;
  action?: string;
  target?: string;
  outcome?: string;
}

/** The audit trail, newest first; for audit administrators. */
export function useAudit(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/v1/audit", {
          params: { query: { ...filter, page_size: 100, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** The actions by name, to filter by. */
export function useAuditActions() {
  return useQuery({
    queryKey: ["audit-actions"],
    queryFn: () => body(api.GET("/api/v1/audit/actions")),
    staleTime: Infinity,
  });
}
