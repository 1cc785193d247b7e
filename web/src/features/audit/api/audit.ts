import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import { api, body, type Page } from "@/lib/client";

export interface AuditRow {
  id: number;
  at: string;
  actor: string;
  action: string;
  target_type: string;
  target_id: string;
  outcome: string;
  channel: string;
  address: string;
  request_id: string;
  before: unknown;
  after: unknown;
}

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
      body<Page<AuditRow>>(
        api.GET("/api/v1/audit", {
          params: { query: { ...filter, page_size: 100, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });
}
