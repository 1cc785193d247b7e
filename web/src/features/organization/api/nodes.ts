import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import type { PersonCard } from "@/components/people";
import { api, body, type Page } from "@/lib/client";

export interface OrgNode {
  id: string;
  parent_id: string | null;
  kind: string;
  name: string;
  short_name: string;
  /** People with their primary assignment in this node and below. */
  people: number;
  /** Nodes directly below. */
  children: number;
}

const MOST_CHILDREN = 500;

/** The nodes directly below one; without a parent the top of the tree. */
export function useNodes(parent: string | null, enabled = true) {
  return useQuery({
    queryKey: ["org-nodes", parent],
    queryFn: async () => {
      const query = { page_size: MOST_CHILDREN, ...(parent === null ? {} : { parent }) };
      return (await body<Page<OrgNode>>(api.GET("/api/v1/org-nodes", { params: { query } }))).items;
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
      body<Page<PersonCard>>(
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

export interface PersonPage {
  id: string;
  name: string;
  number: string;
  mobile: string;
  email: string;
  assignments: {
    id: string;
    kind: string;
    post_name: string;
    rank_name: string;
    node_name: string;
    unit_name: string;
    is_head: boolean;
    valid_from: string;
  }[];
}

export function usePerson(id: string) {
  return useQuery({
    queryKey: ["people", "page", id],
    queryFn: () => body<PersonPage>(api.GET("/api/v1/people/{person_id}", { params: { path: { person_id: id } } })),
  });
}
