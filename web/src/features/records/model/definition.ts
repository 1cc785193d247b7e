/** The definition of an object type as the API gives it; everything on a form or list follows from it. */

import type { LocalizedText } from "@/lib/i18n";

export type Text = LocalizedText;

export type FieldType =
  | "text"
  | "long_text"
  | "integer"
  | "decimal"
  | "money"
  | "percent"
  | "boolean"
  | "choice"
  | "date"
  | "datetime"
  | "person"
  | "node"
  | "lookup"
  | "line_items"
  | "attachment"
  | "serial_number";

export type FieldLevel = "hidden" | "masked" | "read" | "edit";

export interface ChoiceOption {
  code: string;
  title: Text;
  color?: string;
}

export interface FieldDefinition {
  code: string;
  type: FieldType;
  title: Text;
  required?: boolean;
  help?: Text | null;
  unit?: Text | null;
  options?: ChoiceOption[] | null;
  scale?: number | null;
  min?: string | number | null;
  max?: string | number | null;
  max_length?: number | null;
  pattern?: string | null;
  target?: string | null;
  multiple?: boolean | null;
  computed?: { expression?: string; rollup?: Rollup; ledger?: string } | null;
  fields?: FieldDefinition[] | null;
  default?: unknown;
}

/**
 * Which ledger the rows of a line-items field draw on. Each key of the ledger is read from a field of the row
 * ("expense_type") or of the record ("record.cost_centre").
 */
export interface LedgerBinding {
  code: string;
  title?: Text;
  lines: string;
  amount: string;
  date: string;
  key: Record<string, string>;
}

export interface FormSection {
  title?: Text | null;
  columns?: 1 | 2 | 3;
  fields: string[];
}

export interface FormDefinition {
  code: string;
  title?: Text;
  sections: FormSection[];
}

export interface ViewDefinition {
  code: string;
  title: Text;
  columns: string[];
  sort?: string[] | null;
  filter?: FilterTree | null;
}

export interface ObjectTypeDefinition {
  code: string;
  title: Text;
  /** What making a new one is called, where "new" and the title is not what people say. */
  start_title?: Text | null;
  icon?: string | null;
  fields: FieldDefinition[];
  forms: FormDefinition[];
  views: ViewDefinition[];
  title_field?: string | null;
  summary_fields?: string[];
  process?: string | null;
  ledgers?: LedgerBinding[];
  /** Codes of the ledgers whose pools are records of this type. */
  pools_of?: string[];
}

export interface ObjectType {
  definition: ObjectTypeDefinition;
  fieldRights: Record<string, FieldLevel>;
  operations: string[];
}

export interface Rollup {
  lines: string;
  function: "sum" | "count" | "min" | "max";
  field?: string;
}

export interface FilterCondition {
  field: string;
  op: string;
  value?: unknown;
}

export interface FilterTree {
  and: FilterCondition[];
}

/** Fields by their code. */
export function fieldsByCode(fields: readonly FieldDefinition[]): Map<string, FieldDefinition> {
  return new Map(fields.map((field) => [field.code, field]));
}

const NUMERIC: ReadonlySet<FieldType> = new Set(["integer", "decimal", "money", "percent"]);

/** Numbers stand right-aligned with tabular figures. */
export function isNumeric(type: FieldType): boolean {
  return NUMERIC.has(type);
}

/** Places after the point that a numeric field keeps. */
export function scaleOf(field: FieldDefinition): number {
  if (field.type === "integer") return 0;
  return field.scale ?? 2;
}

/** A computed or numbered field is filled by the server and never typed. */
export function isFilledByServer(field: FieldDefinition): boolean {
  return field.type === "serial_number" || Boolean(field.computed);
}
