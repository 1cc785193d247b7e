import type { ReactNode } from "react";

import { HideTabBar } from "@/components/layout";

import styles from "./action-bar.module.css";

/** The page's decisions, always in sight: sticks to the lower edge, on the phone in the place of the tab bar. */
export function ActionBar({ label, start, children }: { label: string; start?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.bar} role="region" aria-label={label}>
      <HideTabBar />
      {start != null && <div className={styles.start}>{start}</div>}
      <div className={styles.actions}>{children}</div>
    </div>
  );
}
