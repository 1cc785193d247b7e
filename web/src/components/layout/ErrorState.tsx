import { CopyOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ProblemError } from "@/lib/client";
import { copyText } from "@/lib/copy";

import styles from "./layout.module.css";

const TITLES: Record<number, string> = { 403: "error.forbidden", 404: "error.notFound" };

interface ErrorStateProps {
  error: unknown;
  /** Where to go on from here. */
  way?: ReactNode;
  onRetry?: () => void;
}

/**
 * What happened in the server's own words, a way to try again, and a code to copy for support. Who may not do it is
 * told who may: trying again would not help, and nothing is broken.
 */
export function ErrorState({ error, way, onRetry }: ErrorStateProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const problem = error instanceof ProblemError ? error : null;
  const retry = problem?.status === 403 ? undefined : onRetry;
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
      {(way !== undefined || retry !== undefined) && (
        <div className={styles.stateActions}>
          {retry !== undefined && <Button onClick={retry}>{t("actions.retry")}</Button>}
          {way}
        </div>
      )}
    </div>
  );
}
