import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { DenseTable, type Column } from "@/components/list";
import { StatusTag, Whereabouts } from "@/components/work";
import type { InstanceBox, InstanceRow } from "@/lib/data";
import { formatDateTime } from "@/lib/format";

import { InstanceActions } from "./InstanceActions";
import { instanceHref } from "./use-open-instance";
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
          {row.title}
        </Link>
      ),
    },
    { key: "process", title: t("columns.process"), width: 130, render: (row) => row.process_title },
    box === "sent" && {
      key: "status",
      title: t("columns.status"),
      width: 96,
      render: (row) => <StatusTag status={row.status} />,
    },
    box === "sent" && {
      key: "where",
      title: t("columns.where"),
      width: "30%",
      render: (row) => <Whereabouts current={row.current} />,
    },
    {
      key: "started",
      title: t(box === "sent" ? "columns.sent" : "columns.begun"),
      width: 146,
      render: (row) => formatDateTime(row.started_at),
    },
    box === "sent" && {
      key: "actions",
      title: t("columns.actions"),
      width: 136,
      align: "end",
      render: (row) => <InstanceActions row={row} />,
    },
  ];
  return columns.filter((column) => column !== false);
}
