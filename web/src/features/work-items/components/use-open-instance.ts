import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";

import { shortTitle } from "@/components/work";
import type { InstanceRow } from "@/lib/data";

/** A draft has no running process, or had one that was withdrawn: it opens as the record it is. */
export function isDraft(row: InstanceRow): boolean {
  return row.started_at === null;
}

export function instanceHref(row: InstanceRow): string {
  return isDraft(row) ? `/records/${row.object_type}/${row.record_id}` : `/process-instances/${row.id}`;
}

export function useOpenInstance(): (row: InstanceRow) => void {
  const navigate = useNavigate();
  return useCallback((row) => void navigate({ to: instanceHref(row) }), [navigate]);
}

/** My own name need not stand in the list of what I sent. */
export function sentTitle(row: InstanceRow): string {
  return row.initiator === null ? row.title : shortTitle({ ...row, initiator: row.initiator });
}
