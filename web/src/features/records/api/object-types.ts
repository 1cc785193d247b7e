import { queryOptions } from "@tanstack/react-query";

import { api, body } from "@/lib/client";

import type { FieldLevel, ObjectType, ObjectTypeDefinition } from "../model/definition";

/** The definition with my rights stands in one object; what a form needs is told apart here. */
interface Described extends ObjectTypeDefinition {
  field_rights: Record<string, FieldLevel>;
  operations: string[];
}

/** The definition of an object type with my rights to it. */
export const objectTypeQuery = (code: string) =>
  queryOptions({
    queryKey: ["object-type", code],
    queryFn: async (): Promise<ObjectType> => {
      const answer = await body(api.GET("/api/v1/object-types/{code}", { params: { path: { code } } }));
      const { field_rights: fieldRights, operations, ...definition } = answer as unknown as Described;
      return {
        definition: { ...definition, forms: definition.forms ?? [], views: definition.views ?? [] },
        fieldRights,
        operations,
      };
    },
    staleTime: 5 * 60_000,
  });
