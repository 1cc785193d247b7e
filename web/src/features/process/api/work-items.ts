import { queryOptions, useQuery } from "@tanstack/react-query";

import { api, body } from "@/lib/client";

import type { WorkItemDetail } from "../model/detail";

const WHILE_SUSPENDED = 15_000;

export const workItemQuery = (id: string) =>
  queryOptions({
    queryKey: ["work-item", id],
    queryFn: async () => {
      const answer = await body(api.GET("/api/v1/work-items/{item_id}", { params: { path: { item_id: id } } }));
      return answer as unknown as WorkItemDetail;
    },
    // What may be done changes with every step of others: an opened item is always asked for anew.
    staleTime: 0,
    refetchOnWindowFocus: false,
    // While it is suspended its handler can only wait: when it goes on, his page says so by itself.
    refetchInterval: ({ state }) => (state.data?.instance_status === "suspended" ? WHILE_SUSPENDED : false),
  });

export interface VerbBody {
  opinion?: string;
  values?: Record<string, unknown>;
  attachments?: string[];
  hidden?: boolean;
  sign?: boolean;
  target?: string;
  then?: "run_again" | "straight_back";
  person_id?: string;
  person_ids?: string[];
  position?: "before" | "after" | "parallel";
  token?: number;
  steps?: { name: string; kind: string; beside: boolean; person_ids: string[] }[];
  where?: string;
}

export interface VerbAnswer {
  instance?: { id: string; title?: string; status: string } | null;
  next_work_item_id?: string | null;
}

/** One step on a work item. */
export async function act(id: string, verb: string, content: VerbBody): Promise<VerbAnswer> {
  const path = `/api/v1/work-items/{item_id}/${verb}` as "/api/v1/work-items/{item_id}/approve";
  const answer = await body(
    api.POST(path, {
      params: { path: { item_id: id } },
      // The verbs' bodies differ; which member belongs to which verb is known to bodyOf and its tests.
      body: content as never,
    }),
  );
  return answer as unknown as VerbAnswer;
}

const phrasesQuery = queryOptions({
  queryKey: ["quick-phrases"],
  queryFn: () => body(api.GET("/api/v1/quick-phrases")),
  staleTime: 10 * 60_000,
});

const OBJECTING = new Set(["reject", "return"]);

/** What a verb may be explained with: my own phrases first, then those of the group, what is meant for it before others. */
export function useQuickPhrases(verb: string): string[] {
  const { data } = useQuery(phrasesQuery);
  if (data === undefined) return [];
  const wanted = OBJECTING.has(verb) ? "object" : verb === "approve" ? "agree" : null;
  const shared = [...data.shared].sort((one, two) => Number(two.fits === wanted) - Number(one.fits === wanted));
  const fitting = [...data.personal, ...shared].filter(
    ({ fits }) => wanted === null || fits === wanted || fits === "any",
  );
  return [...new Set(fitting.map(({ text }) => text))];
}
