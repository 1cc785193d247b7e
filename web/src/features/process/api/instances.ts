import { queryOptions } from "@tanstack/react-query";

import { api, body } from "@/lib/client";

import type { ProcessDiagram, ProcessInstance, SignedForm } from "../model/work-item";
import type { VerbAnswer, VerbBody } from "./work-items";

export const instanceQuery = (id: string) =>
  queryOptions({
    queryKey: ["process-instance", id],
    queryFn: async () => {
      const params = { path: { instance_id: id } };
      return (await body(api.GET("/api/v1/process-instances/{instance_id}", { params }))) as unknown as ProcessInstance;
    },
    staleTime: 0,
  });

export const diagramQuery = (id: string) =>
  queryOptions({
    queryKey: ["process-instance", id, "diagram"],
    queryFn: async () => {
      const params = { path: { instance_id: id } };
      const answer = await body(api.GET("/api/v1/process-instances/{instance_id}/diagram", { params }));
      return answer as unknown as ProcessDiagram;
    },
    staleTime: 10_000,
  });

/** The form as it was at a step: what was signed never changes, what it is now does. */
export const signedFormQuery = (id: string, seq: number) =>
  queryOptions({
    queryKey: ["process-instance", id, "form", seq],
    queryFn: async () => {
      const params = { path: { instance_id: id, seq } };
      const answer = await body(api.GET("/api/v1/process-instances/{instance_id}/events/{seq}/form", { params }));
      return answer as unknown as SignedForm;
    },
    staleTime: 0,
  });

/** A step of the initiator or an administrator on the whole instance. */
export async function actOnInstance(id: string, verb: string, content: VerbBody): Promise<VerbAnswer> {
  const path = `/api/v1/process-instances/{instance_id}/${verb}` as "/api/v1/process-instances/{instance_id}/withdraw";
  const answer = await body(
    api.POST(path, {
      params: { path: { instance_id: id } },
      // The verbs' bodies differ; which member belongs to which verb is known to bodyOf and its tests.
      body: content as never,
    }),
  );
  return answer as unknown as VerbAnswer;
}
