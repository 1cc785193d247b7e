import { useTranslation } from "react-i18next";

import { formatDateTime } from "@/lib/format";
import type { WorkItem } from "@/lib/data";

import styles from "./work.module.css";

type Marked = Pick<WorkItem, "overdue" | "urgent" | "claimable" | "due_at" | "kind" | "status" | "begun">;

/** Why it is with me when I am not simply its handler. */
const ASKED: Partial<Record<WorkItem["kind"], "returned" | "delegated" | "consulted" | "added">> = {
  resubmit: "returned",
  delegated: "delegated",
  consult: "consulted",
  before: "added",
  after: "added",
  parallel: "added",
};

/** Overdue, urgent, waiting to be claimed, begun, come back or asked by another: in words, never by colour alone. */
export function WorkItemMarks({ item }: { item: Marked }) {
  const { t } = useTranslation();
  const asked = item.status === "open" ? ASKED[item.kind] : undefined;
  return (
    <>
      {item.overdue && (
        <span className={`${styles.mark} ${styles.danger}`} title={t("work.due", { at: formatDateTime(item.due_at) })}>
          {t("work.overdue")}
        </span>
      )}
      {item.urgent && <span className={`${styles.mark} ${styles.warning}`}>{t("work.urgent")}</span>}
      {item.claimable && <span className={`${styles.mark} ${styles.neutral}`}>{t("work.claimable")}</span>}
      {item.begun && item.status === "open" && (
        <span className={`${styles.mark} ${styles.neutral}`}>{t("work.begun")}</span>
      )}
      {asked !== undefined && (
        <span className={`${styles.mark} ${asked === "returned" ? styles.warning : styles.neutral}`}>
          {t(`work.asked.${asked}`)}
        </span>
      )}
    </>
  );
}
