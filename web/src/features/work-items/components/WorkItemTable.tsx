import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { DenseTable, type Column } from "@/components/list";
import { WorkItemMarks } from "@/components/work";
import type { WorkItem, WorkItemBox } from "@/lib/data";
import { formatDateTime } from "@/lib/format";
import { useIsNarrow } from "@/lib/use-media";

import styles from "./work-items.module.css";

interface WorkItemTableProps {
  box: WorkItemBox;
  items: readonly WorkItem[];
  selected: number;
  onOpen: (index: number) => void;
}

export function WorkItemTable({ box, items, selected, onOpen }: WorkItemTableProps) {
  const { t } = useTranslation("work-items");
  const columns = useColumns(box);
  return (
    <DenseTable
      caption={t(`boxes.${box}`)}
      columns={columns}
      rows={items}
      rowKey={(item) => item.id}
      selected={selected}
      strong={(item) => box !== "done" && !item.read}
      onOpen={(item) => onOpen(items.indexOf(item))}
    />
  );
}

function useColumns(box: WorkItemBox): Column<WorkItem>[] {
  const { t } = useTranslation("work-items");
  const narrow = useIsNarrow();
  const columns: (Column<WorkItem> | false)[] = [
    {
      key: "title",
      title: t("columns.title"),
      render: (item) => (
        <Link to="/work-items/$id" params={{ id: item.id }} className={styles.title}>
          <WorkItemMarks item={item} />
          {item.title}
        </Link>
      ),
    },
    !narrow && {
      key: "summary",
      title: t("columns.summary"),
      width: "22%",
      render: (item) => <SummaryLine item={item} />,
    },
    { key: "initiator", title: t("columns.initiator"), width: 84, render: (item) => item.initiator.name },
    !narrow && {
      key: "unit",
      title: t("columns.unit"),
      width: 170,
      render: (item) => <span title={item.unit_name}>{item.unit_name}</span>,
    },
    { key: "activity", title: t("columns.activity"), width: 130, render: (item) => item.activity_name },
    box === "done"
      ? {
          key: "finished",
          title: t("columns.finished"),
          width: 146,
          render: (item) => formatDateTime(item.finished_at ?? item.received_at),
        }
      : {
          key: "received",
          title: t("columns.received"),
          width: 146,
          render: (item) => formatDateTime(item.received_at),
        },
    box === "todo" && {
      key: "due",
      title: t("columns.due"),
      width: 146,
      render: (item) => (
        <span className={item.overdue ? styles.overdue : undefined}>{formatDateTime(item.due_at)}</span>
      ),
    },
  ];
  return columns.filter((column) => column !== false);
}

function SummaryLine({ item }: { item: WorkItem }) {
  const text = item.summary.map(({ title, value }) => `${title} ${value}`).join("  ");
  return (
    <span className={styles.summary} title={text}>
      {text}
    </span>
  );
}
