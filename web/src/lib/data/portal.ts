import { queryOptions, useQuery } from "@tanstack/react-query";

import { api, body } from "@/lib/client";

/** What waits for me, in numbers; see GET /api/v1/portal/summary. */
export interface PortalSummary {
  todo: number;
  overdue: number;
  urgent: number;
  unread: number;
  sent_running: number;
  drafts: number;
  oldest: { id: string; title: string; received_at: string } | null;
}

export const portalQuery = queryOptions({
  queryKey: ["portal"],
  queryFn: () => body<PortalSummary>(api.GET("/api/v1/portal/summary")),
  staleTime: 15_000,
  refetchInterval: 60_000,
});

export function usePortal() {
  return useQuery(portalQuery);
}
