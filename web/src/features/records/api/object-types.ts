import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";

import { api, body } from "@/lib/client";

import type { ObjectType } from "../model/definition";

/** The definition of an object type with my rights to it. */
export const objectTypeQuery = (code: string) =>
  queryOptions({
    queryKey: ["object-type", code],
    queryFn: async () => {
      const answer = body(api.GET("/api/v1/object-types/{code}", { params: { path: { code } } }));
      return (await answer) as unknown as ObjectType;
    },
    staleTime: 5 * 60_000,
  });

export function useObjectType(code: string): ObjectType {
  return useSuspenseQuery(objectTypeQuery(code)).data;
}
