import { DownloadOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorState, ListSkeleton, PageHeader } from "@/components/layout";
import { DenseTable, type Column } from "@/components/list";
import { formatDateTime, formatSize } from "@/lib/format";
import { useIsPhone } from "@/lib/use-media";

import { fileHref, useJobs, type Job } from "../api/jobs";
import { JobState } from "../components/JobState";
import styles from "../components/jobs.module.css";

/** Exports and other work behind the pages: how far it is, what came out, the file to fetch. */
export function JobsPage() {
  const { t } = useTranslation("jobs");
  const phone = useIsPhone();
  const list = useJobs();
  const jobs = list.data ?? [];
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div className="x-panel">
        {list.isPending && <ListSkeleton />}
        {list.isError && jobs.length === 0 && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && jobs.length === 0 && <EmptyState title={t("empty")} text={t("emptyText")} />}
        {jobs.length > 0 &&
          (phone ? (
            <JobCards jobs={jobs} />
          ) : (
            <DenseTable caption={t("title")} columns={columns} rows={jobs} rowKey={(job) => job.id} />
          ))}
      </div>
    </>
  );
}

function useColumns(): Column<Job>[] {
  const { t } = useTranslation("jobs");
  return [
    { key: "title", title: t("columns.title"), render: (job) => <span title={job.title}>{job.title}</span> },
    { key: "state", title: t("columns.state"), width: "30%", render: (job) => <JobState job={job} /> },
    { key: "created", title: t("columns.created"), width: 150, render: (job) => formatDateTime(job.created_at) },
    { key: "finished", title: t("columns.finished"), width: 150, render: (job) => formatDateTime(job.finished_at) },
    { key: "file", title: t("columns.file"), width: 150, render: (job) => <FileLink job={job} /> },
  ];
}

function JobCards({ jobs }: { jobs: readonly Job[] }) {
  return (
    <ul className={styles.cards}>
      {jobs.map((job) => (
        <li key={job.id}>
          <div>{job.title}</div>
          <JobState job={job} />
          <div className={styles.cardFoot}>
            <span className="x-muted">{formatDateTime(job.created_at)}</span>
            <FileLink job={job} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function FileLink({ job }: { job: Job }) {
  const { t } = useTranslation("jobs");
  if (job.status !== "done" || job.file === null) return null;
  return (
    <a href={fileHref(job)} download={job.file.name}>
      <DownloadOutlined aria-hidden /> {t("download")} <span className="x-muted">{formatSize(job.file.size)}</span>
    </a>
  );
}
