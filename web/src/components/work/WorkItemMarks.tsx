import { useTranslation } from "react-i18next";

import { formatDateTime } from "@/lib/format";
import type { WorkItem } from "@/lib/data";

import styles from "./work.module.css";

type Marked = Pick<WorkItem, "overdue" | "urgent" | "claimable" | "due_at">;

/** Overdue, urgent, waiting to be claimed: in words, never by colour alone. */
export function WorkItemMarks({ item }: { item: Marked }) {
  const { t } = useTranslation();
  return (
    <>
      {item.overdue && (
        <span className={`${styles.mark} ${styles.danger}`} title={t("work.due", { at: formatDateTime(item.due_at) })}>
          {t("work.overdue")}
        </span>
      )}
      {item.urgent && <span className={`${styles.mark} ${styles.warning}`}>{t("work.urgent")}</span>}
      {item.claimable && <span className={`${styles.mark} ${styles.neutral}`}>{t("work.claimable")}</span>}
    </>
  );
}
