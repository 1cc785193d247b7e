import { useTranslation } from "react-i18next";

import { isUnderWay, type Job } from "../api/jobs";
import styles from "./jobs.module.css";

export function JobState({ job }: { job: Job }) {
  const { t } = useTranslation("jobs");
  if (isUnderWay(job)) {
    return (
      <span className={styles.running} role="status">
        <progress max={100} value={job.progress ?? undefined} aria-label={job.title} /> {t(`states.${job.status}`)}
        {job.progress !== null && ` ${job.progress}%`}
      </span>
    );
  }
  return (
    <span className={job.status === "failed" ? styles.failed : undefined} title={job.error ?? undefined}>
      {t(`states.${job.status}`)}
      {job.error !== null && ` · ${job.error}`}
    </span>
  );
}
