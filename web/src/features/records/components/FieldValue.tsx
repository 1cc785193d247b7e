import { Tag } from "antd";
import { useTranslation } from "react-i18next";

import { formatDate, formatDateTime, formatDecimal, formatMoney } from "@/lib/format";
import { localized } from "@/lib/i18n";

import { scaleOf, type FieldDefinition } from "../model/definition";
import { asAttachments, asReference, asText, isEmpty, valueProblem } from "../model/values";
import { AttachmentLinks } from "./AttachmentLinks";
import styles from "./form.module.css";

interface FieldValueProps {
  field: FieldDefinition;
  value: unknown;
  /** In a table cell: one line, no dash for emptiness. */
  compact?: boolean;
}

/** A value as text, the way documents print it; nothing in it looks like an input. */
export function FieldValue({ field, value, compact = false }: FieldValueProps) {
  const { t } = useTranslation("records");
  if (isEmpty(value)) return compact ? null : <span className={styles.none}>{t("field.none")}</span>;
  switch (field.type) {
    case "money":
      return valueProblem(field, value) ? <>{asText(value)}</> : <>{formatMoney(asText(value))}</>;
    case "integer":
    case "decimal":
      return <>{formatDecimal(asText(value), scaleOf(field))}</>;
    case "percent":
      return <>{`${formatDecimal(asText(value))}%`}</>;
    case "boolean":
      return <>{value === true || value === "true" ? t("field.yes") : t("field.no")}</>;
    case "date":
      return <>{formatDate(asText(value))}</>;
    case "datetime":
      return <>{formatDateTime(asText(value))}</>;
    case "choice":
      return <ChoiceValue field={field} value={value} />;
    case "attachment":
      return <AttachmentLinks attachments={asAttachments(value)} compact={compact} />;
    case "lookup":
    case "person":
    case "node":
      return <>{asReference(value)?.title ?? asText(value)}</>;
    default:
      return <span className={compact ? undefined : styles.longText}>{asText(value)}</span>;
  }
}

function ChoiceValue({ field, value }: { field: FieldDefinition; value: unknown }) {
  const option = (field.options ?? []).find((one) => one.code === value);
  if (!option) return <>{asText(value)}</>;
  return option.color ? <Tag color={option.color}>{localized(option.title)}</Tag> : <>{localized(option.title)}</>;
}
