import { queryOptions, useQuery } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

/** A kind of record as menus and tiles show it. */
export type ObjectTypeSummary = Schemas["ObjectTypeCard"];

export const objectTypesQuery = queryOptions({
  queryKey: ["object-types"],
  queryFn: async () => (await body(api.GET("/api/v1/object-types"))).items,
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
