import { Link } from "@tanstack/react-router";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

import { DenseTable, type Column } from "@/components/list";
import { formatDateTime } from "@/lib/format";
import { useIsPhone } from "@/lib/use-media";

import type { OpenIncident } from "../api/incidents";
import { IncidentActions } from "./IncidentActions";
import styles from "./incidents.module.css";

interface IncidentListProps {
  rows: readonly OpenIncident[];
  administersSystem: boolean;
}

/** Open incidents: a table at the desk, cards on the phone. */
export function IncidentList({ rows, administersSystem }: IncidentListProps) {
  const { t } = useTranslation("process");
  const phone = useIsPhone();
  const columns = useColumns(administersSystem);
  if (!phone)
    return <DenseTable caption={t("incidents.title")} columns={columns} rows={rows} rowKey={(row) => row.id} />;
  return (
    <ul className={styles.cards} aria-label={t("incidents.title")}>
      {rows.map((row) => (
        <li key={row.id} className={styles.card}>
          <div className={styles.cardHead}>
            <Title row={row} linked={administersSystem} />
            <Kind row={row} />
          </div>
          <Place row={row} />
          <Cause row={row} />
          <div className={styles.facts}>
            <span>{t("outside.since", { time: formatDateTime(row.since) })}</span>
            <span>{t("outside.tried", { count: row.attempts })}</span>
            {row.alike > 1 && <span>{t("incidents.alike", { count: row.alike })}</span>}
          </div>
          <IncidentActions incident={row} administersSystem={administersSystem} />
        </li>
      ))}
    </ul>
  );
}

function useColumns(administersSystem: boolean): Column<OpenIncident>[] {
  const { t } = useTranslation("process");
  return [
    {
      key: "title",
      title: t("incidents.columns.process"),
      width: "26%",
      render: (row) => (
        <div className={styles.cell}>
          <Title row={row} linked={administersSystem} />
          <Place row={row} />
        </div>
      ),
    },
    {
      key: "cause",
      title: t("incidents.columns.cause"),
      render: (row) => (
        <div className={styles.cell}>
          <div className={styles.kind}>
            <Kind row={row} />
            {row.alike > 1 && <span className="x-muted">{t("incidents.alike", { count: row.alike })}</span>}
          </div>
          <Cause row={row} />
        </div>
      ),
    },
    {
      key: "since",
      title: t("incidents.columns.since"),
      width: 140,
      render: (row) => formatDateTime(row.since),
    },
    { key: "attempts", title: t("incidents.columns.attempts"), width: 70, align: "end", render: (row) => row.attempts },
    {
      key: "actions",
      title: t("incidents.columns.actions"),
      width: 130,
      align: "end",
      render: (row) => <IncidentActions incident={row} administersSystem={administersSystem} />,
    },
  ];
}

function Title({ row, linked }: { row: OpenIncident; linked: boolean }) {
  const text = row.title || row.name;
  return row.instance_id !== null && linked ? (
    <Link to="/process-instances/$id" params={{ id: row.instance_id }} className={styles.title}>
      {text}
    </Link>
  ) : (
    <span className={styles.title}>{text}</span>
  );
}

function Place({ row }: { row: OpenIncident }) {
  const parts = [row.process_title, row.title === "" ? "" : row.name].filter(Boolean);
  return parts.length > 0 && <div className={styles.place}>{parts.join(" · ")}</div>;
}

function Kind({ row }: { row: OpenIncident }) {
  const { t } = useTranslation("process");
  return <Tag color={row.kind === "stopped" ? "error" : "warning"}>{t(`incidents.kinds.${row.kind}`)}</Tag>;
}

function Cause({ row }: { row: OpenIncident }) {
  const { i18n } = useTranslation();
  const sentence = i18n.language.startsWith("zh") ? row.zh : row.en;
  return (
    <div className={styles.cause} title={sentence}>
      {sentence}
    </div>
  );
}
