import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import type { TrailRow } from "../model/work-item";
import styles from "./page.module.css";

/** What I am asked, before anything else: in the trail it stands beside much else, and far below on the phone. */
export function AskedNotice({ row }: { row: TrailRow }) {
  const { t } = useTranslation("process");
  return (
    <Alert
      className={styles.notice}
      role="note"
      type="info"
      showIcon
      title={
        <>
          <strong>{t(`asked.${row.verb}`, { name: row.person?.name ?? row.actor_name })}</strong>
          <div className={styles.asked}>{row.opinion}</div>
        </>
      }
    />
  );
}
