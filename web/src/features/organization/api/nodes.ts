import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

/** A node of the tree; `people` counts those with their primary assignment in it and below. */
export type OrgNode = Schemas["NodeOut"];

const MOST_CHILDREN = 500;

/** The nodes directly below one; without a parent the top of the tree. */
export function useNodes(parent: string | null, enabled = true) {
  return useQuery({
    queryKey: ["org-nodes", parent],
    queryFn: async () => {
      const query = { page_size: MOST_CHILDREN, ...(parent === null ? {} : { parent }) };
      return (await body(api.GET("/api/v1/org-nodes", { params: { query } }))).items;
    },
    enabled,
    staleTime: 5 * 60_000,
  });
}

/** The people of a node and of everything below it. */
export function useMembers(node: string) {
  return useInfiniteQuery({
    queryKey: ["org-node-people", node],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/v1/org-nodes/{node_id}/people", {
          params: {
            path: { node_id: node },
            query: { below: true, page_size: 50, ...(pageParam ? { cursor: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export function usePerson(id: string) {
  return useQuery({
    queryKey: ["people", "page", id],
    queryFn: () => body(api.GET("/api/v1/people/{person_id}", { params: { path: { person_id: id } } })),
  });
}
