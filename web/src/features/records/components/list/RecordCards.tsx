import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { StatusTag } from "@/components/work";
import { localized } from "@/lib/i18n";

import type { FieldDefinition } from "../../model/definition";
import type { RecordDocument } from "../../model/record";
import { columnValue } from "../../model/system-fields";
import { isEmpty } from "../../model/values";
import { FieldValue } from "../FieldValue";
import styles from "./list.module.css";
import { Cell } from "./RecordTable";

interface RecordCardsProps {
  objectType: string;
  titleField: string;
  fields: readonly FieldDefinition[];
  all: readonly FieldDefinition[];
  records: readonly RecordDocument[];
}

/** The list on the phone: one card each, with the same columns as on the desktop. */
export function RecordCards({ objectType, titleField, fields, all, records }: RecordCardsProps) {
  const { t } = useTranslation("records");
  const title = all.find(({ code }) => code === titleField);
  const rest = fields.filter(({ code }) => code !== titleField && code !== "status");
  return (
    <ul className={styles.cards}>
      {records.map((record) => (
        <li key={record.id}>
          <Link to="/records/$objectType/$id" params={{ objectType, id: record.id }} className={styles.card}>
            <span className={styles.cardHead}>
              <strong>
                {title && !isEmpty(columnValue(record, titleField)) ? (
                  <FieldValue field={title} value={columnValue(record, titleField)} compact />
                ) : (
                  t("list.untitled")
                )}
              </strong>
              <StatusTag status={record.status} />
            </span>
            {rest.map((field) => (
              <span key={field.code} className={styles.cardLine}>
                <span className={styles.cardLabel}>{localized(field.title)}</span>
                <span className={styles.cardValue}>
                  <Cell field={field} record={record} />
                </span>
              </span>
            ))}
          </Link>
        </li>
      ))}
    </ul>
  );
}
