import { useInfiniteQuery } from "@tanstack/react-query";
import { Segmented, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorState, ListSkeleton } from "@/components/layout";
import { LoadMore } from "@/components/list";
import { formatCount } from "@/lib/format";

import { previewQuery, type Mapping, type Show } from "../api/definitions";
import styles from "./definitions.module.css";
import { InstanceList } from "./InstanceList";

interface PreviewPanelProps {
  from: string;
  to: string;
  mapping: Mapping;
}

/** Who could move and who could not, before anything happens. */
export function PreviewPanel({ from, to, mapping }: PreviewPanelProps) {
  const { t } = useTranslation("process-definitions");
  const [show, setShow] = useState<Show>("all");
  const preview = useInfiniteQuery(previewQuery(from, to, mapping, show));
  if (preview.isLoadingError) return <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />;
  const first = preview.data?.pages[0];
  if (first === undefined) return <ListSkeleton rows={5} />;
  const rows = preview.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <dl className={styles.figures} aria-live="polite">
        <div>
          <dt>{t("preview.total")}</dt>
          <dd>{formatCount(first.total)}</dd>
        </div>
        <div>
          <dt>{t("preview.movable")}</dt>
          <dd>{formatCount(first.movable)}</dd>
        </div>
        <div>
          <dt>{t("preview.blocked")}</dt>
          <dd className={first.blocked > 0 ? styles.blocked : undefined}>{formatCount(first.blocked)}</dd>
        </div>
      </dl>
      {first.checked < first.total && <p className="x-muted">{t("preview.bounded", { count: first.checked })}</p>}
      <Segmented
        size="small"
        aria-label={t("preview.show")}
        value={show}
        options={(["all", "movable", "blocked"] as const).map((value) => ({
          value,
          label: t(`preview.only.${value}`),
        }))}
        onChange={(value) => setShow(value as Show)}
      />
      {rows.length === 0 && <EmptyState title={t("preview.none")} />}
      <InstanceList
        rows={rows}
        state={(row) => (
          <Tag color={row.movable ? "success" : "error"}>{t(row.movable ? "preview.can" : "preview.cannot")}</Tag>
        )}
      />
      <LoadMore
        more={preview.hasNextPage}
        busy={preview.isFetchingNextPage}
        onMore={() => void preview.fetchNextPage()}
      />
    </>
  );
}
