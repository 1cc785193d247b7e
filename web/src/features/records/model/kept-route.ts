import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";

import { routeSteps, type RouteStep } from "@/components/route";

import { lastRouteQuery } from "../api/starts";
import type { RecordDocument } from "./record";

const PREFIX = "xieyun.route.";

/**
 * The route of a draft, kept on this device until the draft is sent: the server takes it with the sending. `record` is
 * what was opened, `savedAs` what the draft is by now: one that is new gets its id with its first save.
 *
 * What was withdrawn begins with the route that it had; `last` says so while nothing of it was changed.
 */
export function useKeptRoute(record: RecordDocument | null, savedAs: string | undefined) {
  const [own, change] = useState<RouteStep[] | null>(() => (record === null ? null : read(record.id)));
  useEffect(() => {
    if (own !== null && savedAs !== undefined) localStorage.setItem(PREFIX + savedAs, JSON.stringify(own));
  }, [own, savedAs]);
  const withdrawn = record?.status === "withdrawn" && own === null;
  const found = useQuery(lastRouteQuery(record?.id ?? "", withdrawn));
  const known = found.data?.steps;
  const offered = useMemo(() => routeSteps(known ?? []), [known]);
  return {
    steps: own ?? offered,
    last: own === null && known !== undefined && known.length > 0,
    loading: found.isLoading,
    change,
  };
}

export function forgetRoute(recordId: string): void {
  localStorage.removeItem(PREFIX + recordId);
}

function read(recordId: string): RouteStep[] | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + recordId) ?? "null");
    return Array.isArray(kept) && kept.length > 0 ? (kept as RouteStep[]) : null;
  } catch {
    return null;
  }
}
