import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { Segmented } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { useIsPhone } from "@/lib/use-media";

import { diagramQuery, instanceQuery } from "../api/instances";
import { pathOf, routePath } from "../model/path";
import type { ProcessDiagram } from "../model/work-item";
import styles from "./page.module.css";
import { StepList } from "./StepList";

const Diagram = lazy(() => import("./Diagram"));

/** Where the process has been, is and will go: as a drawing or as a list; on the phone the list comes first. */
export function PathPanel({ instanceId }: { instanceId: string }) {
  const { t } = useTranslation("process");
  const isPhone = useIsPhone();
  const [chosen, setChosen] = useState<"diagram" | "list" | null>(null);
  const wanted = chosen ?? (isPhone ? "list" : "diagram");
  const diagram = useQuery(diagramQuery(instanceId)); // also for the list: only it knows whether there is a drawing
  const drawn = diagram.data?.drawn ?? true;
  const shown = drawn ? wanted : "list";
  return (
    <section className={styles.panel} aria-labelledby="path-title">
      <div className={styles.panelHead}>
        <h2 id="path-title" className={styles.panelTitle}>
          {t("path.title")}
        </h2>
        {drawn && (
          <Segmented
            size="small"
            aria-label={t("path.form")}
            value={shown}
            options={[
              { value: "diagram", label: t("path.diagram") },
              { value: "list", label: t("path.list") },
            ]}
            onChange={(value) => setChosen(value as "diagram" | "list")}
          />
        )}
      </div>
      {shown === "diagram" ? <DiagramView diagram={diagram} /> : <ListView instanceId={instanceId} />}
    </section>
  );
}

function DiagramView({ diagram }: { diagram: UseQueryResult<ProcessDiagram> }) {
  if (diagram.isLoadingError) return <ErrorState error={diagram.error} onRetry={() => void diagram.refetch()} />;
  if (!diagram.data) return <ListSkeleton rows={6} />;
  return (
    <Suspense fallback={<ListSkeleton rows={6} />}>
      <Diagram diagram={diagram.data} />
    </Suspense>
  );
}

function ListView({ instanceId }: { instanceId: string }) {
  const instance = useQuery(instanceQuery(instanceId));
  if (instance.isLoadingError) return <ErrorState error={instance.error} onRetry={() => void instance.refetch()} />;
  if (!instance.data) return <ListSkeleton rows={4} />;
  const { trail, current, predicted, route } = instance.data;
  return <StepList steps={route === null ? pathOf(trail, current, predicted) : routePath(route)} />;
}
