import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { api, body, type Count, type Page } from "@/lib/client";

import { encodeFilter } from "../model/filter";
import type { ListState } from "../model/list-state";
import type { Job, RecordDocument } from "../model/record";

const PAGE = 50;

/** Query parameters of what the list shows; the same ones count and export it. */
function shown(state: ListState): { filter?: string; sort: string; columns: string } {
  const filter = encodeFilter(state.conditions);
  return { ...(filter === undefined ? {} : { filter }), sort: state.sort, columns: state.columns.join(",") };
}

export function useRecords(objectType: string, state: ListState) {
  const query = shown(state);
  return useInfiniteQuery({
    queryKey: ["records", objectType, query],
    queryFn: async ({ pageParam }) => {
      const cursor = pageParam === "" ? {} : { cursor: pageParam };
      const params = { path: { object_type: objectType }, query: { ...query, page_size: PAGE, ...cursor } };
      return (await body(api.GET("/api/v1/records/{object_type}", { params }))) as unknown as Page<RecordDocument>;
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export function useRecordCount(objectType: string, state: ListState) {
  const { filter } = shown(state);
  return useQuery({
    queryKey: ["records", objectType, "count", filter ?? ""],
    queryFn: async () => {
      const params = { path: { object_type: objectType }, query: filter === undefined ? {} : { filter } };
      return (await body(api.GET("/api/v1/records/{object_type}/count", { params }))) as unknown as Count;
    },
    placeholderData: keepPreviousData,
  });
}

/** Starts an export of what the list shows: its columns, its filter, its order. */
export async function startExport(objectType: string, state: ListState): Promise<Job> {
  const { filter, sort } = shown(state);
  const answer = await body(
    api.POST("/api/v1/records/{object_type}/exports", {
      params: { path: { object_type: objectType } },
      body: {
        filter: filter === undefined ? null : (JSON.parse(filter) as Record<string, unknown>),
        sort,
        columns: state.columns,
      },
    }),
  );
  return answer as unknown as Job;
}

const FINISHED = new Set(["done", "failed"]);

export function isFinished(job: Job | undefined): boolean {
  return job !== undefined && FINISHED.has(job.status);
}

/** A background job, asked for every second until it is finished. */
export function useJob(id: string | null) {
  return useQuery({
    queryKey: ["job", id],
    queryFn: async () => {
      const answer = await body(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: id ?? "" } } }));
      return answer as unknown as Job;
    },
    enabled: id !== null,
    refetchInterval: (query) => (isFinished(query.state.data) ? false : 1_000),
  });
}

export function jobFileHref(job: Pick<Job, "id">): string {
  return `/api/v1/jobs/${encodeURIComponent(job.id)}/file`;
}
