import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { formatDateTime } from "@/lib/format";

import { useAuditMatter } from "../api/audit";
import styles from "./audit.module.css";

const FEW = 6;

/** The matter whose entries are listed: what it is, and to whom it came and who has opened it. */
export function MatterPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("audit");
  const [all, setAll] = useState(false);
  const matter = useAuditMatter(id);
  if (matter.isLoadingError) return <ErrorState error={matter.error} onRetry={() => void matter.refetch()} />;
  if (!matter.data) return <ListSkeleton rows={3} />;
  const { title, initiator, started_at, finished_at, openings } = matter.data;
  const shown = all ? openings : openings.slice(0, FEW);
  return (
    <section className={styles.matter} aria-labelledby="matter-title">
      <div className={styles.matterHead}>
        <h2 id="matter-title" className={styles.matterTitle}>
          {title}
        </h2>
        <Button size="small" onClick={onClose}>
          {t("matter.leave")}
        </Button>
      </div>
      <p className="x-muted">
        {t(finished_at === null ? "matter.running" : "matter.ended", {
          name: initiator,
          from: formatDateTime(started_at),
          to: finished_at === null ? "" : formatDateTime(finished_at),
        })}
      </p>
      <h3 className={styles.subtitle}>{t("matter.openings", { count: openings.length })}</h3>
      <ul className={styles.openings}>
        {shown.map((one, index) => (
          <li key={index}>
            <strong>{one.name}</strong>
            <span>{one.activity}</span>
            <span className="x-muted">
              {one.opened_at === null
                ? t("matter.unopened", { at: formatDateTime(one.received_at) })
                : t("matter.opened", { at: formatDateTime(one.opened_at) })}
            </span>
          </li>
        ))}
      </ul>
      {shown.length < openings.length && (
        <Button type="link" size="small" onClick={() => setAll(true)}>
          {t("matter.all", { count: openings.length })}
        </Button>
      )}
    </section>
  );
}
