import type { ReactNode } from "react";

import styles from "./layout.module.css";

/** Says what belongs here and offers the first action. */
export function EmptyState({ title, text, action }: { title: string; text?: string; action?: ReactNode }) {
  return (
    <div className={styles.state}>
      <svg width="56" height="40" viewBox="0 0 56 40" aria-hidden focusable="false">
        <g fill="none" stroke="var(--x-line-strong)" strokeWidth="1.6" strokeLinejoin="round">
          <path d="M8 22 15 6h26l7 16v12H8z" />
          <path d="M8 22h12c1 5 4 7 8 7s7-2 8-7h12" />
        </g>
      </svg>
      <p className={styles.stateTitle}>{title}</p>
      {text !== undefined && <p className={styles.stateText}>{text}</p>}
      {action != null && <div className={styles.stateActions}>{action}</div>}
    </div>
  );
}
