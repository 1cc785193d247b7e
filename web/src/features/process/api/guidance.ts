import { queryOptions } from "@tanstack/react-query";

import { api, body } from "@/lib/client";

import type { Guidance, RelatedRecord } from "../model/guidance";

/** Regulations, figures and related records of a task; figures are those of the moment it was opened. */
export const guidanceQuery = (itemId: string) =>
  queryOptions({
    queryKey: ["task-guidance", itemId],
    queryFn: async () => {
      const params = { path: { item_id: itemId } };
      return (await body(api.GET("/api/v1/work-items/{item_id}/guidance", { params }))) as unknown as Guidance;
    },
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });

export const relatedRecordQuery = (itemId: string, index: number, recordId: string) =>
  queryOptions({
    queryKey: ["task-guidance", itemId, index, recordId],
    queryFn: async () => {
      const params = { path: { item_id: itemId, index, record_id: recordId } };
      const answer = await body(api.GET("/api/v1/work-items/{item_id}/related/{index}/{record_id}", { params }));
      return answer as unknown as RelatedRecord;
    },
    staleTime: 60_000,
  });

export function relatedFileHref(itemId: string, index: number, recordId: string, file: { id: string }): string {
  return `/api/v1/work-items/${itemId}/related/${String(index)}/${recordId}/attachments/${encodeURIComponent(file.id)}`;
}
