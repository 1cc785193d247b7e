import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { WorkItem } from "@/lib/data";
import { formatShort } from "@/lib/format";

import { furtherSummary, shortTitle, summaryText } from "./present";
import styles from "./work.module.css";
import { WorkItemMarks } from "./WorkItemMarks";

interface WorkItemCardsProps {
  items: readonly WorkItem[];
  /** Buttons under one card. */
  actions?: (item: WorkItem) => ReactNode;
  selected?: number;
  /** A control before the title, such as a box to tick. */
  lead?: ((item: WorkItem) => ReactNode) | undefined;
  /** Bold is for what I have not opened; what is done needs no emphasis. */
  emphasis?: boolean;
}

/** Work items with what a decision needs: who, what, how much, since when. */
export function WorkItemCards({ items, actions, lead, selected, emphasis = true }: WorkItemCardsProps) {
  return (
    <ul className={styles.cards}>
      {items.map((item, index) => (
        <li
          key={item.id}
          data-row={index}
          className={item.read || !emphasis ? styles.card : `${styles.card} ${styles.unread}`}
          aria-current={selected === index ? "true" : undefined}
        >
          <div className={styles.cardHead}>
            {lead?.(item)}
            <Link to="/work-items/$id" params={{ id: item.id }} className={styles.cardTitle}>
              <WorkItemMarks item={item} />
              {shortTitle(item)}
            </Link>
            <time className={styles.time} dateTime={item.received_at}>
              {formatShort(item.received_at)}
            </time>
          </div>
          <div className={styles.meta}>
            <span>{item.process_title}</span>
            <span>{item.initiator.name}</span>
            <span>{item.unit_name}</span>
            <span>{item.activity_name}</span>
          </div>
          <Summary summary={furtherSummary(item)} />
          {actions !== undefined && <div className={styles.cardActions}>{actions(item)}</div>}
        </li>
      ))}
    </ul>
  );
}

export function Summary({ summary }: { summary: WorkItem["summary"] }) {
  if (summary.length === 0) return null;
  return (
    <dl className={styles.summary}>
      {summary.map((entry) => (
        <div key={entry.title}>
          <dt>{entry.title}</dt>
          <dd>{summaryText(entry)}</dd>
        </div>
      ))}
    </dl>
  );
}
