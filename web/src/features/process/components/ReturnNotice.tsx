import { Alert } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { formatDateTime } from "@/lib/format";

import type { TrailRow } from "../model/work-item";
import styles from "./page.module.css";

/** Why this came back, before anything else: who returned it, when, with which words. */
export function ReturnNotice({ rows, action }: { rows: readonly TrailRow[]; action?: ReactNode }) {
  const { t } = useTranslation("process");
  const returned = [...rows].reverse().find((row) => row.verb === "return" || row.verb === "withdraw");
  if (!returned) return null;
  const name = returned.person?.name ?? returned.actor_name;
  return (
    <Alert
      className={styles.notice}
      type="warning"
      showIcon
      title={t(`returned.${returned.verb}`, {
        name,
        time: formatDateTime(returned.at),
        activity: returned.activity_name,
      })}
      description={
        (returned.opinion !== "" || action !== undefined) && (
          <>
            {returned.opinion}
            {action !== undefined && <div className={styles.noticeAction}>{action}</div>}
          </>
        )
      }
    />
  );
}
