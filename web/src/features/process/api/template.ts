import { queryOptions } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

export type RouteTemplate = Schemas["RouteTemplateOut"];

/** The steps of a route with the ways in which a template could name their people. */
export const routeTemplateQuery = (id: string) =>
  queryOptions({
    queryKey: ["process-instance", id, "template"],
    queryFn: () =>
      body(api.GET("/api/v1/process-instances/{instance_id}/template", { params: { path: { instance_id: id } } })),
    staleTime: 0,
  });

/** Keep a route as the draft of a template; the code and version of the new definition. */
export async function freezeRoute(id: string, title: string, choices: string[]) {
  return body(
    api.POST("/api/v1/process-instances/{instance_id}/freeze-route", {
      params: { path: { instance_id: id } },
      body: { title, choices },
    }),
  );
}
