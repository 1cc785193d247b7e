import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/layout";
import { usePortal } from "@/lib/data";
import { formatCapped, formatSince } from "@/lib/format";

import styles from "./home.module.css";

/** How many, how late, how urgent, and the one that has waited longest. */
export function Figures() {
  const { t } = useTranslation("home");
  const { data, error, refetch } = usePortal();
  if (error !== null && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <section className={`${styles.figures} x-panel`} aria-label={t("figures.label")} aria-busy={data === undefined}>
      <Figure label={t("figures.todo")} value={data?.todo} href="/work-items?box=todo" strong />
      <Figure
        label={t("figures.overdue")}
        value={data?.overdue}
        href="/work-items?box=todo&sort=due_at"
        tone="danger"
      />
      <Figure label={t("figures.urgent")} value={data?.urgent} href="/work-items?box=todo" tone="warning" />
      <Figure label={t("figures.sent")} value={data?.sent_running} href="/process-instances?box=sent" />
      <Figure label={t("figures.drafts")} value={data?.drafts} href="/process-instances?box=drafts" />
      <div className={styles.oldest}>
        {data?.oldest != null && (
          <>
            <span className={styles.figureLabel}>
              {t("figures.oldest", { span: formatSince(data.oldest.received_at) })}
            </span>
            <Link to="/work-items/$id" params={{ id: data.oldest.id }} className={styles.oldestLink}>
              {data.oldest.title}
            </Link>
          </>
        )}
      </div>
    </section>
  );
}

interface FigureProps {
  label: string;
  value: number | undefined;
  href: string;
  strong?: boolean;
  tone?: "danger" | "warning";
}

function Figure({ label, value, href, strong = false, tone }: FigureProps) {
  const colour = tone !== undefined && (value ?? 0) > 0 ? styles[tone] : "";
  return (
    <Link to={href} className={styles.figure}>
      <span className={styles.figureLabel}>{label}</span>
      <span className={`${strong ? styles.figureStrong : styles.figureValue} ${colour ?? ""}`}>
        {value === undefined ? "–" : formatCapped(value)}
      </span>
    </Link>
  );
}
