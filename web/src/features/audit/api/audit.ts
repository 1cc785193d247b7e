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

/** The matter to which a row belongs; undefined for rows of anything else. */
export function matterOf(row: AuditRow): string | undefined {
  if (row.target_type === "process_instance") return row.target_id;
  const { instance, instance_id } = (row.after ?? {}) as { instance?: unknown; instance_id?: unknown };
  const found = instance ?? instance_id;
  return typeof found === "string" ? found : undefined;
}

/** The actions by name, to filter by. */
export function useAuditActions() {
  return useQuery({
    queryKey: ["audit-actions"],
    queryFn: () => body(api.GET("/api/v1/audit/actions")),
    staleTime: Infinity,
  });
}
