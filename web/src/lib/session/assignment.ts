import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body } from "@/lib/client";

import type { Assignment } from "./session";

/** "财务经理 · 财务部 · 江海贸易": post, department, company; the last two may be the same node. */
export function assignmentLabel(assignment: Assignment): string {
  const places = assignment.node === assignment.unit ? [assignment.node] : [assignment.node, assignment.unit];
  return [assignment.post, ...places].join(" · ");
}

/** Acts in another of my assignments from now on; everything shown depends on it, so all is read again. */
export function useChangeAssignment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => body(api.PUT("/api/v1/session/assignment", { body: { assignment_id: id } })),
    onSuccess: () => client.invalidateQueries(),
  });
}
