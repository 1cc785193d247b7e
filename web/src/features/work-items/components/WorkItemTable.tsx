import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { DenseTable, type Column } from "@/components/list";
import { furtherSummary, shortTitle, summaryText, WorkItemMarks } from "@/components/work";
import type { WorkItem, WorkItemBox } from "@/lib/data";
import { formatDateTime, formatShort } from "@/lib/format";
import { useIsNarrow } from "@/lib/use-media";

import { ItemTick } from "./ItemTick";
import { Tick } from "./Tick";
import type { Ticks } from "./use-ticks";
import styles from "./work-items.module.css";

interface WorkItemTableProps {
  box: WorkItemBox;
  items: readonly WorkItem[];
  selected: number;
  onOpen: (index: number) => void;
  ticks: Ticks;
}

export function WorkItemTable({ box, items, selected, onOpen, ticks }: WorkItemTableProps) {
  const { t } = useTranslation("work-items");
  const columns = useColumns(box, ticks);
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

function useColumns(box: WorkItemBox, ticks: Ticks): Column<WorkItem>[] {
  const { t } = useTranslation("work-items");
  const narrow = useIsNarrow();
  const columns: (Column<WorkItem> | false)[] = [
    (box === "todo" || box === "read") && {
      key: "tick",
      title: "",
      heading: <Tick label={t("batch.tickAll")} checked={ticks.all} onChange={ticks.toggleAll} />,
      width: 36,
      render: (item) => <ItemTick item={item} ticks={ticks} />,
    },
    {
      key: "title",
      title: t("columns.title"),
      render: (item) => (
        <Link to="/work-items/$id" params={{ id: item.id }} className={styles.title} title={item.title}>
          <WorkItemMarks item={item} />
          {shortTitle(item)}
        </Link>
      ),
    },
    !narrow && {
      key: "summary",
      title: t("columns.summary"),
      width: "16%",
      render: (item) => <SummaryLine item={item} />,
    },
    {
      key: "initiator",
      title: t(narrow ? "columns.initiatorOnly" : "columns.initiator"),
      width: narrow ? 84 : 210,
      render: (item) => (
        <span title={item.unit_name}>
          {item.initiator.name}
          {!narrow && <span className="x-muted"> {item.unit_name}</span>}
        </span>
      ),
    },
    { key: "activity", title: t("columns.activity"), width: 140, render: (item) => item.activity_name },
    box === "done"
      ? {
          key: "finished",
          title: t("columns.finished"),
          width: 110,
          render: (item) => <Moment at={item.finished_at ?? item.received_at} />,
        }
      : {
          key: "received",
          title: t("columns.received"),
          width: 110,
          render: (item) => <Moment at={item.received_at} />,
        },
    box === "todo" && {
      key: "due",
      title: t("columns.due"),
      width: 110,
      render: (item) => <Moment at={item.due_at} className={item.overdue ? styles.overdue : undefined} />,
    },
  ];
  return columns.filter((column) => column !== false);
}

/** Short in the row, whole on hover. */
function Moment({ at, className }: { at: string | null; className?: string }) {
  if (at === null) return null;
  return (
    <time dateTime={at} title={formatDateTime(at)} className={className}>
      {formatShort(at)}
    </time>
  );
}

function SummaryLine({ item }: { item: WorkItem }) {
  const text = furtherSummary(item)
    .map((entry) => `${entry.title} ${summaryText(entry)}`)
    .join("  ");
  return (
    <span className={styles.summary} title={text}>
      {text}
    </span>
  );
}
