import { useState } from "react";

import type { WorkItem } from "@/lib/data";

export interface Ticks {
  chosen: WorkItem[];
  all: boolean;
  has: (item: WorkItem) => boolean;
  toggle: (item: WorkItem) => void;
  toggleAll: () => void;
  clear: () => void;
}

/** Why an item cannot be ticked, as the key of a text; null when it can. */
export function whyNotTicked(item: WorkItem): "read" | "readFirst" | "openFirst" | null {
  if (item.kind === "notice") return item.read ? "read" : null;
  if (item.read_first) return "readFirst";
  return OPENED_FIRST.has(item.kind) ? "openFirst" : null;
}

const OPENED_FIRST = new Set(["resubmit", "consult", "delegated", "route"]);

/** Which of the shown items are ticked; those that ask for an answer of their own, or are read already, cannot be. */
export function useTicks(items: readonly WorkItem[]): Ticks {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const possible = items.filter((item) => whyNotTicked(item) === null);
  const chosen = possible.filter((item) => ids.has(item.id));
  const all = possible.length > 0 && chosen.length === possible.length;
  return {
    chosen,
    all,
    has: (item) => ids.has(item.id),
    toggle: (item) => {
      const next = new Set(ids);
      if (!next.delete(item.id)) next.add(item.id);
      setIds(next);
    },
    toggleAll: () => setIds(new Set(all ? [] : possible.map((item) => item.id))),
    clear: () => setIds(new Set()),
  };
}
