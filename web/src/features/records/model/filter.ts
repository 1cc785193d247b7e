/** Filters of a record list: which operators a field offers, and the form they take in the address. */
import type { FieldDefinition, FieldType, FilterCondition, FilterTree } from "./definition";

export type Operator =
  | "eq"
  | "ne"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  | "in"
  | "contains"
  | "between"
  | "is_empty"
  | "me"
  | "my_department"
  | "below";

const BY_TYPE: Partial<Record<FieldType, readonly Operator[]>> = {
  text: ["contains", "eq", "ne", "is_empty"],
  long_text: ["contains", "is_empty"],
  serial_number: ["contains", "eq"],
  integer: ["eq", "ge", "le", "between", "is_empty"],
  decimal: ["eq", "ge", "le", "between", "is_empty"],
  money: ["ge", "le", "between", "eq", "is_empty"],
  percent: ["ge", "le", "between", "eq", "is_empty"],
  boolean: ["eq"],
  choice: ["in", "ne", "is_empty"],
  date: ["between", "ge", "le", "eq", "is_empty"],
  datetime: ["between", "ge", "le", "is_empty"],
  person: ["eq", "me", "is_empty"],
  node: ["below", "my_department", "eq", "is_empty"],
  lookup: ["eq", "is_empty"],
};

/** Operators that make sense for a field, the most useful one first; none when it cannot be filtered. */
export function operatorsFor(type: FieldType): readonly Operator[] {
  return BY_TYPE[type] ?? [];
}

const WITHOUT_VALUE: ReadonlySet<string> = new Set(["is_empty", "me", "my_department"]);

/** True when the operator needs a value beside it. */
export function needsValue(operator: string): boolean {
  return !WITHOUT_VALUE.has(operator);
}

/** A condition is sent only when it is complete. */
export function isComplete(condition: FilterCondition): boolean {
  if (!needsValue(condition.op)) return true;
  const { value } = condition;
  if (Array.isArray(value)) return value.length > 0 && value.every((item) => item !== null && item !== "");
  return value !== undefined && value !== null && value !== "";
}

/** Fields that the list offers for filtering: readable ones of a filterable type. */
export function filterableFields(
  fields: readonly FieldDefinition[],
  rights: Readonly<Record<string, string>>,
): FieldDefinition[] {
  return fields.filter((field) => {
    const level = rights[field.code] ?? "read";
    return operatorsFor(field.type).length > 0 && (level === "read" || level === "edit");
  });
}

/** The tree as the API's `filter` parameter; undefined when nothing is filtered. */
export function encodeFilter(conditions: readonly FilterCondition[]): string | undefined {
  const complete = conditions.filter(isComplete);
  return complete.length > 0 ? JSON.stringify({ and: complete }) : undefined;
}

/** Conditions of an address; an unreadable one is an empty filter, since people edit addresses. */
export function decodeFilter(text: string | undefined): FilterCondition[] {
  if (!text) return [];
  try {
    const tree = JSON.parse(text) as Partial<FilterTree>;
    if (!Array.isArray(tree.and)) return [];
    return tree.and.filter((item) => typeof item?.field === "string" && typeof item.op === "string");
  } catch {
    return [];
  }
}
