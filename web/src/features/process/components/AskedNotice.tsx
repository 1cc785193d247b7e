import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import type { TrailRow } from "../model/work-item";
import styles from "./page.module.css";

/** What I am asked, before anything else: in the trail it stands beside much else, and far below on the phone. */
export function AskedNotice({ row }: { row: TrailRow }) {
  const { t } = useTranslation("process");
  const { then } = row.details;
  return (
    <Alert
      className={styles.notice}
      role="note"
      type={row.verb === "return" ? "warning" : "info"}
      showIcon
      title={
        <>
          <strong>
            {t(`asked.${row.verb}`, { name: row.person?.name ?? row.actor_name, activity: row.activity_name })}
            {then !== undefined && t(`then.${then}Short`)}
          </strong>
          {row.opinion !== "" && <div className={styles.asked}>{row.opinion}</div>}
        </>
      }
    />
  );
}
