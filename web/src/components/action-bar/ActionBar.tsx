import type { ReactNode } from "react";

import { HideTabBar } from "@/components/layout";

import styles from "./action-bar.module.css";

interface ActionBarProps {
  label: string;
  /** Why the last decision was refused, beside the buttons. */
  notice?: ReactNode;
  start?: ReactNode;
  children: ReactNode;
}

/** The page's decisions, always in sight: sticks to the lower edge, on the phone in the place of the tab bar. */
export function ActionBar({ label, notice, start, children }: ActionBarProps) {
  return (
    <div className={styles.bar} role="region" aria-label={label}>
      <HideTabBar />
      {notice != null && <div className={styles.notice}>{notice}</div>}
      {start != null && <div className={styles.start}>{start}</div>}
      <div className={styles.actions}>{children}</div>
    </div>
  );
}
