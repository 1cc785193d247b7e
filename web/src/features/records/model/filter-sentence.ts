import { formatDate, formatDecimal, formatMoney } from "@/lib/format";
import { i18next, localized } from "@/lib/i18n";

import type { FieldDefinition, FilterCondition } from "./definition";
import { needsValue } from "./filter";
import { asReference, asText } from "./values";

function valueText(field: FieldDefinition, value: unknown): string {
  if (Array.isArray(value)) {
    const texts = value.map((one) => valueText(field, one));
    return texts.join(i18next.t("records:filter.listSeparator"));
  }
  switch (field.type) {
    case "choice":
      return localized((field.options ?? []).find(({ code }) => code === value)?.title) || asText(value);
    case "money":
      return formatMoney(asText(value));
    case "integer":
    case "decimal":
    case "percent":
      return formatDecimal(asText(value));
    case "date":
    case "datetime":
      return formatDate(asText(value));
    case "boolean":
      return i18next.t(value === true ? "records:field.yes" : "records:field.no");
    default:
      return asReference(value)?.title ?? asText(value);
  }
}

/** A condition as a person would say it: "金额 不小于 ¥5,000.00". */
export function conditionSentence(condition: FilterCondition, fields: readonly FieldDefinition[]): string {
  const field = fields.find(({ code }) => code === condition.field);
  const name = field ? localized(field.title) : condition.field;
  const operator = i18next.t(`records:filter.op.${condition.op}`);
  if (!needsValue(condition.op) || !field) return `${name} ${operator}`;
  if (condition.op === "between" && Array.isArray(condition.value)) {
    const [from, to] = condition.value.map((one) => valueText(field, one));
    return i18next.t("records:filter.span", { name, from, to });
  }
  return `${name} ${operator} ${valueText(field, condition.value)}`;
}
