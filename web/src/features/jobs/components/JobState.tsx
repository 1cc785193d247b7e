import { useTranslation } from "react-i18next";

import { isUnderWay, percentage, type Job } from "../api/jobs";
import styles from "./jobs.module.css";

const STATES = ["queued", "running", "done", "failed"] as const;

export function JobState({ job }: { job: Job }) {
  const { t } = useTranslation("jobs");
  const share = percentage(job);
  const state = STATES.find((known) => known === job.status) ?? "running";
  if (isUnderWay(job)) {
    return (
      <span className={styles.running} role="status">
        <progress max={100} value={share ?? undefined} aria-label={job.title} /> {t(`states.${state}`)}
        {share !== null && ` ${share}%`}
      </span>
    );
  }
  return (
    <span className={job.status === "failed" ? styles.failed : undefined} title={job.failure ?? undefined}>
      {t(`states.${state}`)}
      {job.failure !== null && ` · ${job.failure}`}
    </span>
  );
}
