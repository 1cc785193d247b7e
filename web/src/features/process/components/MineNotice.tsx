import { Alert } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { LinkButton } from "@/components/link-button";
import { useSession } from "@/lib/session";

import type { ProcessInstance } from "../model/work-item";
import styles from "./page.module.css";
import { ReturnNotice } from "./ReturnNotice";

/** It waits for the reader himself: from what he sent, or was told of, he comes to where he acts. */
export function MineNotice({ instance }: { instance: ProcessInstance }) {
  const { t } = useTranslation("process");
  const me = useSession().person?.id;
  const { my_work_item_id: id, object_type: objectType, record, status } = instance;
  if (id !== null) {
    const returned = status === "returned";
    const link = (
      <LinkButton color="primary" variant={returned ? "solid" : "outlined"} to="/work-items/$id" params={{ id }}>
        {t(returned ? "mine.correct" : "mine.handle")}
      </LinkButton>
    );
    if (returned) return <ReturnNotice rows={instance.trail} action={link} />;
    return <Notice title={t("mine.title")} action={link} />;
  }
  // Once it is sent again the record is under way in another instance.
  if (status !== "withdrawn" || record?.status !== "withdrawn" || objectType === null || instance.initiator.id !== me)
    return null;
  const again = (
    <LinkButton color="primary" variant="outlined" to="/records/$objectType/$id" params={{ objectType, id: record.id }}>
      {t("mine.correct")}
    </LinkButton>
  );
  return <Notice title={t("mine.withdrawn")} action={again} />;
}

function Notice({ title, action }: { title: string; action: ReactNode }) {
  return <Alert className={styles.notice} type="info" showIcon title={title} action={action} />;
}
