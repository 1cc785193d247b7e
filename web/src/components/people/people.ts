import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import { api, body } from "@/lib/client";
import { useDebounced } from "@/lib/use-debounced";

/** A person as lists and pickers show one. */
export interface PersonCard {
  id: string;
  name: string;
  number?: string;
  post_name?: string;
  node_name?: string;
  unit_name?: string;
}

/** People found by name, pinyin, initials or number; without a query those near me. */
export function usePeople(query: string, enabled = true) {
  return useInfiniteQuery({
    queryKey: ["people", query],
    queryFn: ({ pageParam }) =>
      body(api.GET("/api/v1/people", { params: { query: { query, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
    enabled,
    staleTime: 60_000,
  });
}

/**
 * Whom a picker offers for what was typed: nobody while that is still being looked for. Those of the answer before
 * would be taken by Enter or by a finger that is already on its way.
 */
export function useOfferedPeople(query: string, without?: string, enabled = true) {
  const settled = useDebounced(query);
  const asked = query === "" ? "" : settled;
  const found = usePeople(asked, enabled);
  const searching = enabled && (asked !== query || found.isPending || found.isPlaceholderData);
  return { found, searching, people: searching ? [] : peopleOf(found.data?.pages, without) };
}

/** Those found so far, but for one who cannot be chosen. */
function peopleOf(pages: readonly { items: PersonCard[] }[] | undefined, without?: string): PersonCard[] {
  return (pages ?? []).flatMap((page) => page.items).filter((person) => person.id !== without);
}

/** "财务经理 · 财务部 · 江海贸易": what tells two people of one name apart. */
export function positionOf(person: PersonCard): string {
  return [person.post_name, person.node_name, person.unit_name].filter(Boolean).join(" · ");
}
