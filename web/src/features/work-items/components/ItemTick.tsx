import { useTranslation } from "react-i18next";

import type { WorkItem } from "@/lib/data";

import { Tick } from "./Tick";
import { whyNotTicked, type Ticks } from "./use-ticks";

/** The box that takes an item into a batch; one that must be opened first cannot be. */
export function ItemTick({ item, ticks }: { item: WorkItem; ticks: Ticks }) {
  const { t } = useTranslation("work-items");
  const why = whyNotTicked(item);
  return (
    <Tick
      label={t("batch.tick", { title: item.title })}
      checked={ticks.has(item)}
      disabled={why !== null}
      title={why === null ? undefined : t(`batch.why.${why}`)}
      onChange={() => ticks.toggle(item)}
    />
  );
}
