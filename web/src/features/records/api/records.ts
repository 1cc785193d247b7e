import { queryOptions } from "@tanstack/react-query";

import type { routeBody } from "@/components/route";
import { api, body } from "@/lib/client";

import type { DraftDoor } from "../model/draft-session";
import type { HistoryRow, RecordDocument } from "../model/record";
import type { Values } from "../model/values";

const LIST = "/api/v1/records/{object_type}" as const;
const ONE = "/api/v1/records/{object_type}/{record_id}" as const;

const quoted = (version: number): string => `"${String(version)}"`;

export async function fetchRecord(objectType: string, id: string): Promise<RecordDocument> {
  const params = { path: { object_type: objectType, record_id: id } };
  return (await body(api.GET(ONE, { params }))) as unknown as RecordDocument;
}

export const recordQuery = (objectType: string, id: string) =>
  queryOptions({
    queryKey: ["record", objectType, id],
    queryFn: () => fetchRecord(objectType, id),
    staleTime: 5_000,
  });

async function createRecord(objectType: string, values: Values): Promise<RecordDocument> {
  const params = { path: { object_type: objectType } };
  return (await body(api.POST(LIST, { params, body: { values } }))) as unknown as RecordDocument;
}

async function updateRecord(objectType: string, id: string, version: number, values: Values): Promise<RecordDocument> {
  const params = { path: { object_type: objectType, record_id: id } };
  const headers = { "If-Match": quoted(version) };
  return (await body(api.PATCH(ONE, { params, headers, body: { values } }))) as unknown as RecordDocument;
}

export async function deleteRecord(objectType: string, id: string, version: number): Promise<void> {
  const params = { path: { object_type: objectType, record_id: id } };
  await body(api.DELETE(ONE, { params, headers: { "If-Match": quoted(version) } }));
}

/** The requests behind a draft session. */
export function draftDoor(objectType: string): DraftDoor {
  return {
    create: (values) => createRecord(objectType, values),
    update: (id, version, values) => updateRecord(objectType, id, version, values),
    load: (id) => fetchRecord(objectType, id),
  };
}

export const historyQuery = (objectType: string, id: string) =>
  queryOptions({
    queryKey: ["record", objectType, id, "history"],
    queryFn: async () => {
      const params = { path: { object_type: objectType, record_id: id } };
      const answer = await body(api.GET("/api/v1/records/{object_type}/{record_id}/history", { params }));
      return (answer as unknown as { items: HistoryRow[] }).items;
    },
  });

/** Hands the record to its process; the answer names the instance. */
export async function submitRecord(
  objectType: string,
  id: string,
  more: { route: ReturnType<typeof routeBody>; sign: boolean; process: string },
): Promise<{ id: string }> {
  const content = { object_type: objectType, record_id: id, comment: "", ...more };
  const answer = await body(api.POST("/api/v1/process-instances", { body: content }));
  return answer as unknown as { id: string };
}
