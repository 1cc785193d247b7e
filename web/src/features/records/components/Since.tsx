import { useTranslation } from "react-i18next";

import type { FieldDefinition } from "../model/definition";
import type { Mark } from "../model/marks";
import { isEmpty } from "../model/values";
import { FieldValue } from "./FieldValue";
import styles from "./form.module.css";

/** Beside a value of the past: what stands there now. */
export function Since({ field, mark }: { field: FieldDefinition; mark: Mark | null }) {
  const { t } = useTranslation("records");
  if (mark === null) return null;
  return (
    <div className={styles.since}>
      {t("past.now")}
      {isEmpty(mark.now) ? t("past.empty") : <FieldValue field={field} value={mark.now} compact />}
    </div>
  );
}
