import { Button, Result, Typography } from "antd";
import { useTranslation } from "react-i18next";

import { LinkButton } from "@/components/link-button";
import type { ProblemError } from "@/lib/client";

import styles from "./page.module.css";

interface GoneStateProps {
  problem: ProblemError;
  /** What I had written: it can be copied, to be told elsewhere. */
  opinion: string;
  nextId: string | null;
  onNext: () => void;
  onStay: () => void;
}

/** Somebody acted first: who, how and when in the server's sentence, and the way on. What was typed is kept. */
export function GoneState({ problem, opinion, nextId, onNext, onStay }: GoneStateProps) {
  const { t } = useTranslation("process");
  return (
    <div role="alert">
      <Result
        status="info"
        title={t("gone.title")}
        subTitle={problem.message}
        extra={[
          nextId !== null && (
            <Button key="next" type="primary" onClick={onNext}>
              {t("gone.next")}
            </Button>
          ),
          <LinkButton key="list" to="/work-items" search={{ box: "todo" }}>
            {t("gone.list")}
          </LinkButton>,
          <Button key="stay" type="link" onClick={onStay}>
            {t("gone.stay")}
          </Button>,
        ]}
      >
        {opinion.trim() !== "" && (
          <>
            <p className={styles.questionLabel}>{t("gone.opinion")}</p>
            <Typography.Paragraph className={styles.written} copyable={{ text: opinion }}>
              {opinion}
            </Typography.Paragraph>
          </>
        )}
      </Result>
    </div>
  );
}
