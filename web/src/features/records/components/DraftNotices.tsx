import { Alert, Button, Space } from "antd";
import { useTranslation } from "react-i18next";

import { formatDateTime } from "@/lib/format";

import type { DraftSession, DraftState } from "../model/draft-session";
import styles from "./draft.module.css";

/** What the person has to decide: keep what a crash left behind, or settle with another writer. */
export function DraftNotices({ session, state }: { session: DraftSession; state: DraftState }) {
  const { t } = useTranslation("records");
  return (
    <>
      {state.restoredAt !== null && (
        <Alert
          type="info"
          showIcon
          role="status"
          className={styles.notice}
          title={t("draft.restored", { time: formatDateTime(state.restoredAt) })}
          action={
            <Space size="small">
              <Button size="small" onClick={() => session.keepRestored()}>
                {t("draft.keep")}
              </Button>
              <Button size="small" type="text" onClick={() => session.discardRestored()}>
                {t("draft.discard")}
              </Button>
            </Space>
          }
        />
      )}
      {state.save === "conflict" && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          className={styles.notice}
          title={t("draft.conflict", { time: formatDateTime(state.theirs?.updated_at) })}
          description={t("draft.conflictText")}
          action={
            <Space size="small" orientation="vertical">
              <Button size="small" type="primary" onClick={() => session.keepMine()}>
                {t("draft.keepMine")}
              </Button>
              <Button size="small" onClick={() => session.takeTheirs()}>
                {t("draft.takeTheirs")}
              </Button>
            </Space>
          }
        />
      )}
    </>
  );
}
