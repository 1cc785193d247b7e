import { queryOptions, useQuery } from "@tanstack/react-query";

import { api, body } from "@/lib/client";
import type { LocalizedText } from "@/lib/i18n";

/** A kind of record as menus and tiles show it. */
export interface ObjectTypeSummary {
  code: string;
  title: LocalizedText;
  description?: LocalizedText | null;
  icon?: string | null;
  process?: string | null;
  operations: string[];
}

export const objectTypesQuery = queryOptions({
  queryKey: ["object-types"],
  queryFn: async () => {
    const answer = await body<{ items: ObjectTypeSummary[] }>(api.GET("/api/v1/object-types"));
    return answer.items;
  },
  staleTime: 5 * 60_000,
});

/** The object types I may see; those I may start are `startable`. */
export function useObjectTypes() {
  return useQuery(objectTypesQuery);
}

/** Those with a process that I may create: what "new" offers. */
export function startable(types: readonly ObjectTypeSummary[]): ObjectTypeSummary[] {
  return types.filter((type) => type.process != null && type.operations.includes("create"));
}
