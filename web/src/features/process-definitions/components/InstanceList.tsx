import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { formatDateTime } from "@/lib/format";

import type { MigratingInstance } from "../api/definitions";
import styles from "./definitions.module.css";

interface InstanceListProps<T extends MigratingInstance> {
  rows: readonly T[];
  state: (row: T) => ReactNode;
}

/** Instances by title, with what becomes of each and the sentence that says why not. */
export function InstanceList<T extends MigratingInstance>({ rows, state }: InstanceListProps<T>) {
  return (
    <ul className={styles.instances}>
      {rows.map((row) => (
        <li key={row.id}>
          <div className={styles.instanceHead}>
            <Link to="/process-instances/$id" params={{ id: row.id }}>
              {row.title}
            </Link>
            {state(row)}
          </div>
          <div className={styles.instanceFacts}>
            <span>{row.initiator_name}</span>
            <span>{row.unit_name}</span>
            <span>{formatDateTime(row.started_at)}</span>
          </div>
          {row.reason !== null && <div className={styles.blocked}>{row.reason}</div>}
        </li>
      ))}
    </ul>
  );
}
