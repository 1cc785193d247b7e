import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import { api, body, type Page } from "@/lib/client";

/** A piece of work that runs behind the page: an export, an import. */
export interface Job {
  id: string;
  kind: string;
  title: string;
  status: "waiting" | "running" | "done" | "failed" | "cancelled";
  progress: number | null;
  created_at: string;
  finished_at: string | null;
  file_name: string | null;
  error: string | null;
}

const RUNNING_EVERY = 2_000;

/** My jobs, newest first; read again while one of them is under way. */
export function useJobs() {
  return useInfiniteQuery({
    queryKey: ["jobs"],
    queryFn: ({ pageParam }) =>
      body<Page<Job>>(api.GET("/api/v1/jobs", { params: { query: pageParam ? { cursor: pageParam } : {} } })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.items.some(isUnderWay)) === true ? RUNNING_EVERY : false,
  });
}

export function isUnderWay(job: Job): boolean {
  return job.status === "waiting" || job.status === "running";
}

export function fileHref(job: Job): string {
  return `/api/v1/jobs/${job.id}/file`;
}
