import { queryOptions } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

/** Another process that a record of the type can be submitted to. */
export type ProcessTemplate = Schemas["TemplateOut"];

/** What submitting a record of a type starts; a free process asks me for its route. */
export const startQuery = (objectType: string, process: boolean) =>
  queryOptions({
    queryKey: ["process-start", objectType],
    queryFn: () =>
      body(api.GET("/api/v1/process-starts/{object_type}", { params: { path: { object_type: objectType } } })),
    enabled: process,
    staleTime: 60_000,
  });
