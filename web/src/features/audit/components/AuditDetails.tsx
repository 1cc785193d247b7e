import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { formatDateTime } from "@/lib/format";

import type { AuditRow } from "../api/audit";
import styles from "./audit.module.css";

interface AuditDetailsProps {
  row: AuditRow;
  onTarget: (id: string) => void;
  onMatter: (id: string) => void;
}

export function AuditDetails({ row, onTarget, onMatter }: AuditDetailsProps) {
  const { t } = useTranslation("audit");
  const { matter } = row;
  const pairs: [string, string][] = [
    [t("columns.at"), formatDateTime(row.at)],
    [t("columns.actor"), row.actor],
    [t("columns.action"), `${row.action_title} (${row.action})`],
    ...(matter === null ? [] : [[t("columns.matter"), matter.title] as [string, string]]),
    [t("columns.target"), `${row.target_title} ${row.target_id}`],
    [t("columns.outcome"), t(`outcomes.${row.outcome}`, { defaultValue: row.outcome })],
    [t("columns.channel"), t(`channels.${row.channel}`, { defaultValue: row.channel })],
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
      <div className={styles.actions}>
        {matter !== null && (
          <Button type="primary" onClick={() => onMatter(matter.id)}>
            {t("sameMatter")}
          </Button>
        )}
        {row.target_id !== "" && <Button onClick={() => onTarget(row.target_id)}>{t("sameTarget")}</Button>}
      </div>
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
