import { Button, DatePicker, Input, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { localized } from "@/lib/i18n";

import type { FieldDefinition, FilterCondition } from "../../model/definition";
import { isComplete, needsValue, operatorsFor } from "../../model/filter";
import { readDecimal } from "@/lib/format";
import { asText } from "../../model/values";
import { Control } from "../controls/Control";
import styles from "./list.module.css";

interface ConditionEditorProps {
  fields: readonly FieldDefinition[];
  condition: FilterCondition | null;
  onApply: (condition: FilterCondition) => void;
}

/** One condition as three answers: which field, how, which value. */
export function ConditionEditor({ fields, condition, onApply }: ConditionEditorProps) {
  const { t } = useTranslation("records");
  const [draft, setDraft] = useState<FilterCondition>(
    () => condition ?? { field: fields[0]?.code ?? "", op: operatorsFor(fields[0]?.type ?? "text")[0] ?? "eq" },
  );
  const field = fields.find(({ code }) => code === draft.field);
  if (!field) return null;
  const apply = (next = draft): void => {
    if (isComplete(next)) onApply(next);
  };
  return (
    <form
      className={styles.editor}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Select
        aria-label={t("filter.field")}
        showSearch={{ optionFilterProp: "label" }}
        value={draft.field}
        options={fields.map((one) => ({ value: one.code, label: localized(one.title) }))}
        onChange={(code: string) => {
          const chosen = fields.find((one) => one.code === code);
          setDraft({ field: code, op: operatorsFor(chosen?.type ?? "text")[0] ?? "eq" });
        }}
      />
      <Select
        aria-label={t("filter.operator")}
        value={draft.op}
        options={operatorsFor(field.type).map((op) => ({ value: op, label: t(`filter.op.${op}`) }))}
        onChange={(op: string) => setDraft({ field: draft.field, op })}
      />
      {needsValue(draft.op) && (
        <ConditionValue field={field} condition={draft} onChange={(value) => setDraft({ ...draft, value })} />
      )}
      <Button type="primary" htmlType="submit" disabled={!isComplete(draft)}>
        {t("filter.apply")}
      </Button>
    </form>
  );
}

interface ConditionValueProps {
  field: FieldDefinition;
  condition: FilterCondition;
  onChange: (value: unknown) => void;
}

function ConditionValue({ field, condition, onChange }: ConditionValueProps) {
  const { t } = useTranslation("records");
  const { op, value } = condition;
  const label = t("filter.value");
  if (field.type === "choice") {
    const options = (field.options ?? []).map(({ code, title }) => ({ value: code, label: localized(title) }));
    return op === "in" ? (
      <Select
        mode="multiple"
        aria-label={label}
        options={options}
        value={(value as string[] | undefined) ?? []}
        onChange={onChange}
      />
    ) : (
      <Select aria-label={label} options={options} value={value} onChange={onChange} />
    );
  }
  if (field.type === "boolean") {
    const options = [
      { value: "true", label: t("field.yes") },
      { value: "false", label: t("field.no") },
    ];
    const chosen = value === undefined ? undefined : String(value);
    return (
      <Select aria-label={label} options={options} value={chosen} onChange={(text) => onChange(text === "true")} />
    );
  }
  if (op === "between" && (field.type === "date" || field.type === "datetime")) {
    return <RangeValue field={field} value={value} onChange={onChange} />;
  }
  if (op === "between") {
    const [low, high] = Array.isArray(value) ? (value as unknown[]) : [null, null];
    return (
      <div className={styles.range}>
        <NumberText label={t("filter.from")} value={low} onChange={(next) => onChange([next, high ?? null])} />
        <NumberText label={t("filter.to")} value={high} onChange={(next) => onChange([low ?? null, next])} />
      </div>
    );
  }
  return (
    <Control
      field={{ ...field, required: false, options: field.options ?? null }}
      value={value}
      onChange={onChange}
      id={`filter-${field.code}`}
      label={label}
      invalid={false}
    />
  );
}

function NumberText({ label, value, onChange }: { label: string; value: unknown; onChange: (value: string) => void }) {
  return (
    <Input
      aria-label={label}
      placeholder={label}
      inputMode="decimal"
      value={asText(value)}
      onChange={(event) => onChange(event.target.value)}
      onBlur={() => {
        const reading = readDecimal(asText(value), 10);
        if (reading.ok) onChange(reading.value);
      }}
    />
  );
}

/** A span of days with the spans people ask for; instants reach from the first moment to the last. */
function RangeValue({
  field,
  value,
  onChange,
}: {
  field: FieldDefinition;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation("records");
  const [from, to] = Array.isArray(value) ? (value as string[]) : [];
  const today = dayjs();
  const encode = (moment: dayjs.Dayjs, end: boolean): string =>
    field.type === "date" ? moment.format("YYYY-MM-DD") : (end ? moment.endOf("day") : moment.startOf("day")).format();
  return (
    <DatePicker.RangePicker
      aria-label={t("filter.value")}
      value={from && to ? [dayjs(from), dayjs(to)] : null}
      presets={[
        { label: t("filter.today"), value: [today, today] },
        { label: t("filter.thisMonth"), value: [today.startOf("month"), today.endOf("month")] },
        {
          label: t("filter.lastMonth"),
          value: [today.subtract(1, "month").startOf("month"), today.subtract(1, "month").endOf("month")],
        },
        { label: t("filter.thisYear"), value: [today.startOf("year"), today.endOf("year")] },
      ]}
      onChange={(span) => onChange(span?.[0] && span[1] ? [encode(span[0], false), encode(span[1], true)] : undefined)}
    />
  );
}
