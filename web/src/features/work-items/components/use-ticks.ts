import { useState } from "react";

import type { WorkItem } from "@/lib/data";

export interface Ticks {
  chosen: WorkItem[];
  all: boolean;
  /** Whether something can be done to it without opening it. */
  possible: (item: WorkItem) => boolean;
  has: (item: WorkItem) => boolean;
  toggle: (item: WorkItem) => void;
  toggleAll: () => void;
  clear: () => void;
}

const OPENED_FIRST = new Set(["resubmit", "consult", "delegated", "route"]);

/** Which of the shown items are ticked; those that ask for an answer of their own, or are read already, cannot be. */
export function useTicks(items: readonly WorkItem[]): Ticks {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const mayTick = (item: WorkItem): boolean =>
    item.kind === "notice" ? !item.read : !item.read_first && !OPENED_FIRST.has(item.kind);
  const possible = items.filter(mayTick);
  const chosen = possible.filter((item) => ids.has(item.id));
  const all = possible.length > 0 && chosen.length === possible.length;
  return {
    chosen,
    all,
    possible: mayTick,
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
