import { EyeInvisibleOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";

import { amountInWords } from "@/lib/format";
import { localized } from "@/lib/i18n";

import { isFilledByServer, type FieldDefinition } from "../model/definition";
import { anchorOf, messagesFor } from "../model/problems";
import { asText, valueProblem } from "../model/values";
import { Control } from "./controls/Control";
import { FieldValue } from "./FieldValue";
import { levelOf, useFormScene } from "./form-context";
import styles from "./form.module.css";
import { LineItems } from "./line-items/LineItems";
import { Since } from "./Since";

/** One field of a form (`sole`: its label is the heading of the section): label, value or control, help, messages. Hidden ones are left out by the section. */
export function Field({ field, sole = false }: { field: FieldDefinition; sole?: boolean }) {
  const { t } = useTranslation("records");
  const { rights, editable, values, problems, inWords, marks, onChange } = useFormScene();
  const id = anchorOf(field.code);
  const label = localized(field.title);
  const level = levelOf(rights, field.code);
  const writes = editable && level === "edit" && !isFilledByServer(field);
  const value = values[field.code];
  if (field.type === "line_items") return <LineItems field={field} sole={sole} />;

  const mark = marks?.of(field.code) ?? null;
  const unreadable = writes ? valueProblem(field, value) : null;
  const messages = [...(unreadable ? [t(`unreadable.${unreadable}`)] : []), ...messagesFor(problems, field.code)];
  const help = localized(field.help);
  const describedBy = messages.length > 0 ? `${id}-error` : help === "" ? undefined : `${id}-help`;
  return (
    <div
      className={`${writes ? styles.field : styles.fieldRead} ${sole ? styles.sole : ""}`}
      data-field={field.code}
      data-changed={mark !== null || undefined}
    >
      <FieldLabel
        field={field}
        label={label}
        htmlFor={writes ? id : undefined}
        required={writes && field.required === true}
      />
      <div className={styles.fieldBody}>
        {level === "masked" ? (
          <MaskedValue value={asText(value)} />
        ) : writes ? (
          <Control
            field={field}
            value={value}
            onChange={(next) => onChange(field.code, next)}
            id={id}
            label={label}
            invalid={messages.length > 0}
            describedBy={describedBy}
          />
        ) : (
          <div id={id} className={field.type === "money" ? styles.moneyText : styles.text}>
            <FieldValue field={field} value={value} />
          </div>
        )}
        <Since field={field} mark={mark} />
        {inWords && field.type === "money" && <Words amount={asText(value)} />}
        {messages.length > 0 && (
          <div id={`${id}-error`} className={styles.error}>
            {messages.map((message) => (
              <div key={message}>{message}</div>
            ))}
          </div>
        )}
        {writes && help !== "" && messages.length === 0 && (
          <div id={`${id}-help`} className={styles.help}>
            {help}
          </div>
        )}
      </div>
    </div>
  );
}

interface FieldLabelProps {
  field: FieldDefinition;
  label: string;
  htmlFor: string | undefined;
  required: boolean;
}

function FieldLabel({ field, label, htmlFor, required }: FieldLabelProps) {
  const { t } = useTranslation("records");
  const text = (
    <>
      {label}
      {required && (
        <span className={styles.required} title={t("field.required")}>
          <span aria-hidden>*</span>
          <span className="x-visually-hidden">{t("field.required")}</span>
        </span>
      )}
    </>
  );
  if (htmlFor === undefined) {
    const help = localized(field.help);
    return (
      <div className={styles.label}>
        {text}
        {help !== "" && (
          <Tooltip title={help}>
            <QuestionCircleOutlined className={styles.helpMark} aria-label={help} tabIndex={0} />
          </Tooltip>
        )}
      </div>
    );
  }
  return (
    <label className={styles.label} htmlFor={htmlFor}>
      {text}
    </label>
  );
}

/** An amount in capital words, as every payment document carries it. */
export function Words({ amount }: { amount: string }) {
  const { t } = useTranslation("records");
  const words = amount === "" ? null : amountInWords(amount);
  if (words === null) return null;
  return (
    <div className={styles.words} lang="zh-CN">
      <span className={styles.wordsLabel}>{t("field.inWords")}</span>
      {words}
    </div>
  );
}

function MaskedValue({ value }: { value: string }) {
  const { t } = useTranslation("records");
  return (
    <div className={styles.text}>
      {value === "" ? t("field.none") : value}{" "}
      <Tooltip title={t("field.masked")}>
        <EyeInvisibleOutlined aria-label={t("field.masked")} tabIndex={0} className={styles.helpMark} />
      </Tooltip>
    </div>
  );
}
