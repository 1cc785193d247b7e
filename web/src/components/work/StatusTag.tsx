import { useTranslation } from "react-i18next";

import styles from "./work.module.css";

const TONES = {
  active: "success",
  draft: "neutral",
  running: "accent",
  completed: "success",
  approved: "success",
  paid: "success",
  rejected: "danger",
  returned: "warning",
  withdrawn: "neutral",
  terminated: "danger",
  suspended: "warning",
  incident: "danger",
} as const;

type Status = keyof typeof TONES;

/** The status of an instance or record: a dot and the word. */
export function StatusTag({ status }: { status: string }) {
  const { t } = useTranslation();
  const known = status in TONES ? (status as Status) : null;
  return (
    <span className={`${styles.status} ${styles[known === null ? "neutral" : TONES[known]] ?? ""}`}>
      <span className={styles.statusText}>{known === null ? status : t(`status.${known}`)}</span>
    </span>
  );
}
