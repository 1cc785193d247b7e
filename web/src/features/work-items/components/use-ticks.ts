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

/** Which of the shown items are ticked; one that must first be claimed cannot be. */
export function useTicks(items: readonly WorkItem[]): Ticks {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const possible = items.filter((item) => !item.claimable);
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
