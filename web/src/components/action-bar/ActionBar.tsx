import type { ReactNode } from "react";

import { HideTabBar } from "@/components/layout";

import styles from "./action-bar.module.css";

interface ActionBarProps {
  label: string;
  /** Why the last decision was refused, beside the buttons. */
  notice?: ReactNode;
  start?: ReactNode;
  /** The buttons take no click for the moment. */
  still?: boolean;
  children: ReactNode;
}

/** The page's decisions, always in sight: sticks to the lower edge, on the phone in the place of the tab bar. */
export function ActionBar({ label, notice, start, still = false, children }: ActionBarProps) {
  return (
    <div className={styles.bar} role="region" aria-label={label}>
      <HideTabBar />
      {notice != null && <div className={styles.notice}>{notice}</div>}
      {start != null && <div className={styles.start}>{start}</div>}
      <div className={`${styles.actions} ${still ? styles.still : ""}`}>{children}</div>
    </div>
  );
}
