import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import { LinkButton } from "@/components/link-button";

import type { ProcessInstance } from "../model/work-item";
import styles from "./page.module.css";
import { ReturnNotice } from "./ReturnNotice";

/** It waits for the reader himself: from what he sent, or was told of, he comes to where he acts. */
export function MineNotice({ instance, id }: { instance: ProcessInstance; id: string }) {
  const { t } = useTranslation("process");
  const returned = instance.status === "returned";
  const link = (
    <LinkButton color="primary" variant={returned ? "solid" : "outlined"} to="/work-items/$id" params={{ id }}>
      {t(returned ? "mine.correct" : "mine.handle")}
    </LinkButton>
  );
  if (returned) return <ReturnNotice rows={instance.trail} action={link} />;
  return <Alert className={styles.notice} type="info" showIcon title={t("mine.title")} action={link} />;
}
