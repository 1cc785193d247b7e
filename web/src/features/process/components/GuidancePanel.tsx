import { useQuery } from "@tanstack/react-query";
import { Collapse } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/layout";

import { guidanceQuery } from "../api/guidance";
import type { AnnouncedGuidance } from "../model/guidance";
import { FigurePlace, FigureTile } from "./FigureTile";
import styles from "./guidance.module.css";
import { RegulationText } from "./RegulationText";
import { RelatedDrawer, RelatedList } from "./RelatedList";

/**
 * 办理参考: what the process puts before its handler: figures to judge by, earlier records, the rules. Its titles come
 * with the item, so that it has its place from the beginning and pushes nothing down when the rest arrives.
 */
export function GuidancePanel({ itemId, announced }: { itemId: string; announced: AnnouncedGuidance }) {
  const { t } = useTranslation("process");
  const titles = [...announced.figures, ...announced.related, ...announced.regulations];
  const guidance = useQuery({ ...guidanceQuery(itemId), enabled: titles.length > 0 });
  const { data } = guidance;
  const [opened, setOpened] = useState<{ index: number; id: string } | null>(null);
  const related = data?.related.map((one) => ({
    label: t("guidance.related", { title: one.title, count: one.items.length }),
    children: <RelatedList related={one} onOpen={(id) => setOpened({ index: one.index, id })} />,
  }));
  const regulations = data?.regulations.map((one) => ({
    label: one.title,
    children: <RegulationText regulation={one} />,
  }));
  const panels = [...(related ?? placesOf(announced.related)), ...(regulations ?? placesOf(announced.regulations))];
  if (titles.length === 0) return null;
  return (
    <section className={styles.panel} aria-labelledby="guidance-title" aria-busy={guidance.isPending}>
      <h2 id="guidance-title" className={styles.title}>
        {t("guidance.title")}
      </h2>
      {guidance.isLoadingError && <ErrorState error={guidance.error} onRetry={() => void guidance.refetch()} />}
      {announced.figures.length > 0 && (
        <dl className={styles.figures}>
          {data === undefined
            ? announced.figures.map((title) => <FigurePlace key={title} title={title} />)
            : data.figures.map((figure) => <FigureTile key={figure.title} figure={figure} />)}
        </dl>
      )}
      {panels.length > 0 && (
        <Collapse
          ghost
          size="small"
          items={panels.map((panel, index) => ({ ...panel, key: index }))}
          className={styles.collapse}
        />
      )}
      {opened !== null && <RelatedDrawer itemId={itemId} {...opened} onClose={() => setOpened(null)} />}
    </section>
  );
}

/** The heads of panels that cannot be opened yet. */
function placesOf(titles: readonly string[]) {
  return titles.map((label) => ({ label, collapsible: "disabled" as const }));
}
