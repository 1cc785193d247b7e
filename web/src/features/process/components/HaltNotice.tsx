import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import { formatDateTime } from "@/lib/format";

import type { TrailRow } from "../model/work-item";
import styles from "./page.module.css";

const HALTING = { suspended: "suspend", terminated: "terminate" } as const;

/** Why nobody can go on, before anything else: who halted or ended the process, when, with which words. */
export function HaltNotice({ status, rows }: { status: string; rows: readonly TrailRow[] }) {
  const { t } = useTranslation("process");
  const verb = status in HALTING ? HALTING[status as keyof typeof HALTING] : null;
  const row = rows.findLast((one) => one.verb === verb);
  if (verb === null || row === undefined) return null;
  return (
    <Alert
      className={styles.notice}
      role="note"
      type="warning"
      showIcon
      title={t(`halted.${verb}`, { name: row.person?.name ?? row.actor_name, time: formatDateTime(row.at) })}
      description={row.opinion === "" ? undefined : row.opinion}
    />
  );
}
