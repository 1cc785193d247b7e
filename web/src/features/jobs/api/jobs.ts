import { useQuery } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/lib/client";

/** A piece of work that runs behind the page: an export, an import. */
export type Job = Schemas["JobOut"];

const RUNNING_EVERY = 2_000;

/** My jobs, newest first; read again while one of them is under way. */
export function useJobs() {
  return useQuery({
    queryKey: ["jobs"],
    queryFn: async () => (await body(api.GET("/api/v1/jobs"))).items,
    refetchInterval: (query) => (query.state.data?.some(isUnderWay) === true ? RUNNING_EVERY : false),
  });
}

export function isUnderWay(job: Job): boolean {
  return job.status === "queued" || job.status === "running";
}

/** How much is done, from 0 to 100; null while the whole is not known. */
export function percentage(job: Job): number | null {
  const { done, total } = job.progress;
  return total === null || total === 0 ? null : Math.min(100, Math.round((done / total) * 100));
}

export function fileHref(job: Job): string {
  return `/api/v1/jobs/${job.id}/file`;
}
