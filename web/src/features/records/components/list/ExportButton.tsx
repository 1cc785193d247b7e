import { DownloadOutlined, ExportOutlined } from "@ant-design/icons";
import { Alert, Button, Progress } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { formatCount } from "@/lib/format";
import { useProblemMessage } from "@/lib/use-problem-message";

import { isFinished, jobFileHref, startExport, useJob } from "../../api/list";
import type { ListState } from "../../model/list-state";
import type { Job } from "../../model/record";
import styles from "./list.module.css";

/** Starts an export and follows it; the person may go on working, the jobs page keeps the file. */
export function useExport(objectType: string, state: ListState) {
  const showProblem = useProblemMessage();
  const [jobId, setJobId] = useState<string | null>(null);
  const [starting, setStarting] = useState(false);
  const job = useJob(jobId);

  const start = async (): Promise<void> => {
    setStarting(true);
    try {
      setJobId((await startExport(objectType, state)).id);
    } catch (error) {
      showProblem(error);
    } finally {
      setStarting(false);
    }
  };
  const busy = starting || (jobId !== null && !isFinished(job.data));
  return { job: jobId === null ? null : (job.data ?? null), busy, start, dismiss: () => setJobId(null) };
}

export function ExportButton({ busy, onClick }: { busy: boolean; onClick: () => void }) {
  const { t } = useTranslation("records");
  return (
    <Button icon={<ExportOutlined />} loading={busy} onClick={onClick}>
      {t("export.button")}
    </Button>
  );
}

/** The running or finished export above the list. */
export function ExportNotice({ job, onClose }: { job: Job | null; onClose: () => void }) {
  const { t } = useTranslation("records");
  if (job === null) return null;
  const closable = { onClose, "aria-label": t("export.close") };
  if (job.status === "failed") {
    return (
      <Alert
        className={styles.notice}
        type="error"
        showIcon
        role="alert"
        closable={closable}
        title={job.failure || t("export.failed")}
      />
    );
  }
  if (job.status === "done") {
    return (
      <Alert
        className={styles.notice}
        type="success"
        showIcon
        role="status"
        closable={closable}
        title={t("export.done", { name: job.file?.name ?? "" })}
        action={
          <Button
            type="primary"
            size="small"
            icon={<DownloadOutlined />}
            href={jobFileHref(job)}
            download={job.file?.name}
          >
            {t("export.download")}
          </Button>
        }
      />
    );
  }
  const { done, total } = job.progress;
  const percent = total ? Math.round((done / total) * 100) : 0;
  return (
    <Alert
      className={styles.notice}
      type="info"
      role="status"
      closable={closable}
      title={
        <span className={styles.progress}>
          {t("export.running", { done: formatCount(done), total: total === null ? "…" : formatCount(total) })}
          <Progress percent={percent} size="small" aria-label={t("export.button")} />
        </span>
      }
    />
  );
}
