import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

export type AuditRow = Schemas["AuditRowOut"];

export interface AuditFilter {
  actor?: string;
  action?: string;
  target?: string;
  outcome?: string;
  /** A process instance: then all that belongs to it. */
  matter?: string;
  /** Days, both included. */
  since?: string;
  until?: string;
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

/** What a matter is and who has opened it. */
export function useAuditMatter(id: string) {
  return useQuery({
    queryKey: ["audit-matter", id],
    queryFn: () => body(api.GET("/api/v1/audit/matters/{matter_id}", { params: { path: { matter_id: id } } })),
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
