import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, body } from "@/lib/client";

import type { Reference } from "../model/values";

/** Options of a lookup field whose title, code or pinyin answers the query. */
export async function fetchLookup(objectType: string, field: string, query: string): Promise<Reference[]> {
  const answer = body(
    api.GET("/api/v1/lookups/{object_type}/{field}", {
      params: { path: { object_type: objectType, field }, query: { query } },
    }),
  );
  const { items } = (await answer) as unknown as { items: Reference[] };
  return items;
}

export function useLookup(objectType: string, field: string, query: string, enabled: boolean) {
  return useQuery({
    queryKey: ["lookup", objectType, field, query],
    queryFn: () => fetchLookup(objectType, field, query),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    enabled,
  });
}
