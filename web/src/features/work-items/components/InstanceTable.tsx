import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { DenseTable, type Column } from "@/components/list";
import { handlerName, StatusTag, unattended } from "@/components/work";
import type { InstanceBox, InstanceRow } from "@/lib/data";
import { formatDateTime, formatSince } from "@/lib/format";

import { InstanceActions } from "./InstanceActions";
import { instanceHref, sentTitle } from "./use-open-instance";
import styles from "./work-items.module.css";

interface InstanceTableProps {
  box: InstanceBox;
  rows: readonly InstanceRow[];
  selected: number;
  onOpen: (index: number) => void;
}

export function InstanceTable({ box, rows, selected, onOpen }: InstanceTableProps) {
  const { t } = useTranslation("work-items");
  const columns = useColumns(box);
  return (
    <DenseTable
      caption={t(`boxes.${box}`)}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      selected={selected}
      onOpen={(row) => onOpen(rows.indexOf(row))}
    />
  );
}

function useColumns(box: InstanceBox): Column<InstanceRow>[] {
  const { t } = useTranslation("work-items");
  const columns: (Column<InstanceRow> | false)[] = [
    {
      key: "title",
      title: t("columns.title"),
      render: (row) => (
        <Link to={instanceHref(row)} className={styles.title} title={row.title}>
          {sentTitle(row)}
        </Link>
      ),
    },
    box === "all" && {
      key: "initiator",
      title: t("columns.initiatorOnly"),
      width: 90,
      render: (row) => row.initiator?.name,
    },
    { key: "process", title: t("columns.process"), width: 130, render: (row) => row.process_title },
    box !== "drafts" && {
      key: "status",
      title: t("columns.status"),
      width: 120, // as wide as the longest word of both languages
      render: (row) => <StatusTag status={row.status} />,
    },
    box !== "drafts" && { key: "where", title: t("columns.where"), width: 150, render: (row) => <Where row={row} /> },
    box !== "drafts" && { key: "whom", title: t("columns.whom"), width: 170, render: (row) => <Whom row={row} /> },
    box !== "drafts" && { key: "since", title: t("columns.since"), width: 106, render: (row) => <Since row={row} /> },
    {
      key: "started",
      title: t(box !== "drafts" ? "columns.sent" : "columns.begun"),
      width: 146,
      render: (row) => formatDateTime(box !== "drafts" ? row.started_at : row.updated_at),
    },
    box === "sent" && {
      key: "actions",
      title: t("columns.actions"),
      width: 160,
      align: "end",
      render: (row) => <InstanceActions row={row} />,
    },
  ];
  return columns.filter((column) => column !== false);
}

function Where({ row }: { row: InstanceRow }) {
  return row.current.map((place) => place.name).join(" / ");
}

function Whom({ row }: { row: InstanceRow }) {
  const { t } = useTranslation();
  const names = row.current.flatMap((place) =>
    unattended(place) === "" ? place.handlers.map(handlerName) : [unattended(place)],
  );
  const text = names.join(t("work.nameSeparator"));
  return (
    <span title={text}>
      {names.length > 3 ? `${names[0] ?? ""}${t("work.andMore", { count: names.length })}` : text}
    </span>
  );
}

function Since({ row }: { row: InstanceRow }) {
  const since = row.current[0]?.since ?? null;
  if (since === null) return null;
  return (
    <time dateTime={since} title={formatDateTime(since)}>
      {formatSince(since)}
    </time>
  );
}
