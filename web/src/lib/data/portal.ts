import { queryOptions, useQuery } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

/** What waits for me, in numbers. */
export type PortalSummary = Schemas["PortalOut"];

export const portalQuery = queryOptions({
  queryKey: ["portal"],
  queryFn: () => body(api.GET("/api/v1/portal/summary")),
  staleTime: 15_000,
  refetchInterval: 60_000,
});

export function usePortal() {
  return useQuery(portalQuery);
}
