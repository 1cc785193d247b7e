import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { routeBody, type RouteStep } from "@/components/route";
import { api, body, type Schemas } from "@/lib/client";

export type PersonalRoute = Schemas["PersonalRouteOut"];

/** The routes that I keep for myself. */
export const personalRoutesQuery = queryOptions({
  queryKey: ["personal-routes"],
  queryFn: async () => (await body(api.GET("/api/v1/personal-routes"))).items,
});

function useKept<Given>(send: (given: Given) => Promise<{ items: PersonalRoute[] }>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: ({ items }) => client.setQueryData(personalRoutesQuery.queryKey, items),
  });
}

/** Keep a route under a name; one of the same name is replaced. */
export function useKeepRoute() {
  return useKept(({ name, steps }: { name: string; steps: readonly RouteStep[] }) =>
    body(api.POST("/api/v1/personal-routes", { body: { name, steps: routeBody(steps) } })),
  );
}

export function useRemoveRoute() {
  return useKept((id: string) =>
    body(
      api.DELETE("/api/v1/personal-routes/{route_id}", {
        params: { path: { route_id: id } },
      }),
    ),
  );
}
