import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { formatDateTime } from "@/lib/format";

import type { AuditRow } from "../api/audit";
import styles from "./audit.module.css";

export function AuditDetails({ row, onTarget }: { row: AuditRow; onTarget: (id: string) => void }) {
  const { t } = useTranslation("audit");
  const pairs: [string, string][] = [
    [t("columns.at"), formatDateTime(row.at)],
    [t("columns.actor"), row.actor],
    [t("columns.action"), `${row.action_title} (${row.action})`],
    [t("columns.target"), `${row.target_title} ${row.target_id}`],
    [t("columns.outcome"), t(`outcomes.${row.outcome}`, { defaultValue: row.outcome })],
    [t("columns.channel"), row.channel],
    [t("columns.address"), row.address],
    [t("columns.request"), row.request_id],
  ];
  return (
    <>
      <dl className={styles.pairs}>
        {pairs.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {row.target_id !== "" && (
        <Button className={styles.same} onClick={() => onTarget(row.target_id)}>
          {t("sameTarget")}
        </Button>
      )}
      <Content title={t("before")} value={row.before} />
      <Content title={t("after")} value={row.after} />
    </>
  );
}

function Content({ title, value }: { title: string; value: unknown }) {
  if (value == null) return null;
  return (
    <>
      <h3 className={styles.subtitle}>{title}</h3>
      <pre className={styles.content}>{JSON.stringify(value, null, 2)}</pre>
    </>
  );
}
