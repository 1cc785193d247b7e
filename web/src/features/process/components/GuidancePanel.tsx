import { useQuery } from "@tanstack/react-query";
import { Collapse } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { guidanceQuery } from "../api/guidance";
import { FigureTile } from "./FigureTile";
import styles from "./guidance.module.css";
import { RegulationText } from "./RegulationText";
import { RelatedDrawer, RelatedList } from "./RelatedList";

/** 办理参考: what the process puts before its handler: figures to judge by, earlier records, the rules. */
export function GuidancePanel({ itemId }: { itemId: string }) {
  const { t } = useTranslation("process");
  const { data } = useQuery(guidanceQuery(itemId));
  const [opened, setOpened] = useState<{ index: number; id: string } | null>(null);
  const figures = data?.figures ?? [];
  const panels = [
    ...(data?.related ?? []).map((related) => ({
      key: `related-${String(related.index)}`,
      label: t("guidance.related", { title: related.title, count: related.items.length }),
      children: <RelatedList related={related} onOpen={(id) => setOpened({ index: related.index, id })} />,
    })),
    ...(data?.regulations ?? []).map((regulation, index) => ({
      key: `regulation-${String(index)}`,
      label: regulation.title,
      children: <RegulationText regulation={regulation} />,
    })),
  ];
  if (figures.length === 0 && panels.length === 0) return null;
  return (
    <section className={styles.panel} aria-labelledby="guidance-title">
      <h2 id="guidance-title" className={styles.title}>
        {t("guidance.title")}
      </h2>
      {figures.length > 0 && (
        <dl className={styles.figures}>
          {figures.map((figure) => (
            <FigureTile key={figure.title} figure={figure} />
          ))}
        </dl>
      )}
      {panels.length > 0 && <Collapse ghost size="small" items={panels} className={styles.collapse} />}
      {opened !== null && <RelatedDrawer itemId={itemId} {...opened} onClose={() => setOpened(null)} />}
    </section>
  );
}
