import { CopyOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";

import { ProblemError } from "@/lib/client";
import { copyText } from "@/lib/copy";

import styles from "./layout.module.css";

const TITLES: Record<number, string> = { 403: "error.forbidden", 404: "error.notFound" };

/**
 * What happened in the server's own words, a way to try again, and a code to copy for support. Who may not do it is
 * told who may: trying again would not help, and nothing is broken.
 */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const problem = error instanceof ProblemError ? error : null;
  const reference = problem?.reference ?? "page-error";

  const copy = async (): Promise<void> => {
    const done = await copyText(`${reference} ${window.location.pathname}`);
    void (done ? message.success(t("error.copied")) : message.info(t("error.notCopied")));
  };

  return (
    <div className={styles.state} role="alert">
      <p className={styles.stateTitle}>{t(TITLES[problem?.status ?? 0] ?? "error.title")}</p>
      <p className={styles.stateText}>{problem?.message ?? t("error.unknown")}</p>
      {problem?.status !== 403 && (
        <div className={styles.code}>
          <code>{reference}</code>
          <Button
            type="text"
            size="small"
            icon={<CopyOutlined />}
            aria-label={t("error.copy")}
            onClick={() => void copy()}
          />
        </div>
      )}
      {onRetry !== undefined && problem?.status !== 403 && (
        <div className={styles.stateActions}>
          <Button onClick={onRetry}>{t("actions.retry")}</Button>
        </div>
      )}
    </div>
  );
}
