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

/** The route on which I last sent a record, with what handlers added; asked for what I withdrew. */
export const lastRouteQuery = (recordId: string, wanted: boolean) =>
  queryOptions({
    queryKey: ["last-route", recordId],
    queryFn: () =>
      body(api.GET("/api/v1/process-starts/records/{record_id}/route", { params: { path: { record_id: recordId } } })),
    enabled: wanted,
    gcTime: 0,
  });
