import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";

import { routeSteps, type RouteStep } from "@/components/route";

import { lastRouteQuery } from "../api/starts";
import type { RecordDocument } from "./record";

const PREFIX = "xieyun.route.";

interface KeptRoute {
  /** null while nothing was laid out. */
  steps: RouteStep[] | null;
  /** Code of the process that was chosen in place of a route of one's own; "" for none. */
  template: string;
}

const NOTHING: KeptRoute = { steps: null, template: "" };

/**
 * The route of a draft, kept on this device until the draft is sent: the server takes it with the sending. `record` is
 * what was opened, `savedAs` what the draft is by now: one that is new gets its id with its first save.
 *
 * What was withdrawn begins with the route that it had; `last` says so while nothing of it was changed.
 */
export function useKeptRoute(record: RecordDocument | null, savedAs: string | undefined) {
  const [own, setOwn] = useState<KeptRoute>(() => (record === null ? NOTHING : read(record.id)));
  useEffect(() => {
    if (own !== NOTHING && savedAs !== undefined) localStorage.setItem(PREFIX + savedAs, JSON.stringify(own));
  }, [own, savedAs]);
  const withdrawn = record?.status === "withdrawn" && own.steps === null;
  const found = useQuery(lastRouteQuery(record?.id ?? "", withdrawn));
  const known = found.data?.steps;
  const offered = useMemo(() => routeSteps(known ?? []), [known]);
  return {
    steps: own.steps ?? offered,
    template: own.template,
    last: own.steps === null && known !== undefined && known.length > 0,
    loading: found.isLoading,
    change: (part: Partial<KeptRoute>) => setOwn((now) => ({ ...now, ...part })),
  };
}

export function forgetRoute(recordId: string): void {
  localStorage.removeItem(PREFIX + recordId);
}

function read(recordId: string): KeptRoute {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + recordId) ?? "null") as Partial<KeptRoute> | null;
    const steps = Array.isArray(kept?.steps) && kept.steps.length > 0 ? kept.steps : null;
    return kept === null ? NOTHING : { steps, template: kept.template ?? "" };
  } catch {
    return NOTHING;
  }
}
