import { useQuery } from "@tanstack/react-query";

import { api, body, type Page } from "@/lib/client";

export interface OrgNode {
  id: string;
  name: string;
  kind: string;
  has_children?: boolean;
}

/** Units and departments right below a node; the top ones without a parent. */
export async function fetchChildNodes(parent?: string): Promise<OrgNode[]> {
  const query = parent === undefined ? {} : { parent };
  const answer = body(api.GET("/api/v1/org-nodes", { params: { query } }));
  return ((await answer) as unknown as Page<OrgNode>).items;
}

export function useRootNodes(enabled: boolean) {
  return useQuery({ queryKey: ["org-nodes", "roots"], queryFn: () => fetchChildNodes(), enabled, staleTime: 300_000 });
}
