import { Link } from "@tanstack/react-router";

import { StatusTag, Whereabouts } from "@/components/work";
import type { InstanceBox, InstanceRow } from "@/lib/data";
import { formatShort } from "@/lib/format";

import { InstanceActions } from "./InstanceActions";
import { instanceHref, sentTitle } from "./use-open-instance";
import styles from "./work-items.module.css";

export function InstanceCards({ box, rows }: { box: InstanceBox; rows: readonly InstanceRow[] }) {
  return (
    <ul className={styles.cards}>
      {rows.map((row) => (
        <li key={row.id} className={styles.card}>
          <div className={styles.cardHead}>
            <Link to={instanceHref(row)} className={styles.title}>
              {sentTitle(row)}
            </Link>
            {box !== "drafts" && <StatusTag status={row.status} />}
          </div>
          <div className={styles.where}>
            {row.current.length > 0 ? (
              <Whereabouts current={row.current} />
            ) : (
              formatShort(row.finished_at ?? row.started_at ?? row.updated_at)
            )}
          </div>
          {box === "sent" && <InstanceActions row={row} large />}
        </li>
      ))}
    </ul>
  );
}
