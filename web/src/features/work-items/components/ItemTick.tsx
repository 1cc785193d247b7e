import { useTranslation } from "react-i18next";

import type { WorkItem } from "@/lib/data";

import { Tick } from "./Tick";
import type { Ticks } from "./use-ticks";

/** The box that takes an item into a batch; one that must be opened first cannot be. */
export function ItemTick({ item, ticks }: { item: WorkItem; ticks: Ticks }) {
  const { t } = useTranslation("work-items");
  return (
    <Tick
      label={t("batch.tick", { title: item.title })}
      checked={ticks.has(item)}
      disabled={!ticks.possible(item)}
      onChange={() => ticks.toggle(item)}
    />
  );
}
