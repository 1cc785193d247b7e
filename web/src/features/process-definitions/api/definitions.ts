import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

export type Definition = Schemas["DefinitionSummaryOut"];
export type Version = Schemas["VersionOut"];
export type Migration = Schemas["MigrationOut"];
export type MigratingInstance = Schemas["MigratingInstanceOut"];
export type MappedActivity = Schemas["MappedActivityOut"];
export type Show = "all" | "movable" | "blocked";
export type Mapping = Record<string, string>;

const ROOT = "process-definitions";

export const definitionsQuery = queryOptions({
  queryKey: [ROOT],
  queryFn: async () => (await body(api.GET("/api/v1/process-definitions"))).items,
});

export const definitionQuery = (code: string) =>
  queryOptions({
    queryKey: [ROOT, code],
    queryFn: () => body(api.GET("/api/v1/process-definitions/{code}", { params: { path: { code } } })),
  });

export const versionQuery = (id: string) =>
  queryOptions({
    queryKey: [ROOT, "version", id],
    queryFn: async () => {
      const params = { path: { version_id: id } };
      const version = await body(api.GET("/api/v1/process-definition-versions/{version_id}", { params }));
      // Shaped once: a new object at each render would draw anew.
      return { ...version, diagram: { xml: version.xml, activities: {}, flows: [] } };
    },
  });

export const mappingQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: [ROOT, "mapping", from, to],
    queryFn: () =>
      body(
        api.GET("/api/v1/process-definition-versions/{version_id}/mapping", {
          params: { path: { version_id: from }, query: { to_version_id: to } },
        }),
      ),
  });

export const previewQuery = (from: string, to: string, mapping: Mapping, show: Show) =>
  infiniteQueryOptions({
    queryKey: [ROOT, "preview", from, to, mapping, show],
    queryFn: ({ pageParam }) =>
      body(
        api.POST("/api/v1/process-definition-versions/{version_id}/migration-preview", {
          params: { path: { version_id: from } },
          body: { to_version_id: to, mapping, show, after: pageParam, page_size: 20 },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_after,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

export const migrationsQuery = (code: string) =>
  queryOptions({
    queryKey: [ROOT, code, "migrations"],
    queryFn: async () =>
      (await body(api.GET("/api/v1/process-definitions/{code}/migrations", { params: { path: { code } } }))).items,
  });

const EVERY = 1500;

/** A batch, asked for again and again while a worker is at it. */
export const migrationQuery = (id: string) =>
  queryOptions({
    queryKey: [ROOT, "migration", id],
    queryFn: () =>
      body(api.GET("/api/v1/process-migrations/{migration_id}", { params: { path: { migration_id: id } } })),
    refetchInterval: (query) => (isUnderWay(query.state.data?.status) ? EVERY : false),
    staleTime: 0,
  });

export const linesQuery = (id: string, status: Line["status"] | "", state: string) =>
  infiniteQueryOptions({
    queryKey: [ROOT, "migration", id, "lines", status, state],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/v1/process-migrations/{migration_id}/lines", {
          params: { path: { migration_id: id }, query: { status: status as "moved", after: pageParam ?? undefined } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_after,
    placeholderData: keepPreviousData,
  });

type Line = MigratingInstance;

export function isUnderWay(status: string | undefined): boolean {
  return status === "moving" || status === "undoing";
}

/** Changes of definitions; whatever is shown of them is read again, also after a refusal: somebody else was first. */
export function useDefinitionChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => void client.invalidateQueries({ queryKey: [ROOT] }),
  });
}

export function saveDraft({ code, xml }: { code: string; xml: string }) {
  return body(api.POST("/api/v1/process-definitions/{code}/draft", { params: { path: { code } }, body: { xml } }));
}

export function publishVersion(id: string) {
  return body(
    api.POST("/api/v1/process-definition-versions/{version_id}/publish", { params: { path: { version_id: id } } }),
  );
}

export function retireVersion(id: string) {
  return body(
    api.POST("/api/v1/process-definition-versions/{version_id}/retire", { params: { path: { version_id: id } } }),
  );
}

export function migrate(input: { from: string; to: string; mapping: Mapping; reason: string }) {
  return body(
    api.POST("/api/v1/process-definition-versions/{version_id}/migrate", {
      params: { path: { version_id: input.from } },
      body: { to_version_id: input.to, mapping: input.mapping, reason: input.reason },
    }),
  );
}

export function undoMigration({ id, reason }: { id: string; reason: string }) {
  return body(
    api.POST("/api/v1/process-migrations/{migration_id}/undo", {
      params: { path: { migration_id: id } },
      body: { reason },
    }),
  );
}
