/** Values of a form while a person works on them, and their form on the wire. */
import type { FieldDefinition } from "./definition";
import { isFilledByServer, scaleOf } from "./definition";
import type { ParseReason } from "@/lib/format";
import { readDate, readDecimal, readInteger } from "@/lib/format";

export type Values = Record<string, unknown>;

/** A lookup, person or node; an empty id is a pasted title that nobody has found yet. */
export interface Reference {
  id: string;
  title: string;
}

export interface Attachment {
  id: string;
  name: string;
  size: number;
  content_type: string;
}

/** One row of line items; `key` names it on the page, `id` once the server has it. */
export interface Line {
  key: string;
  id?: string | undefined;
  values: Values;
}

export type ValueProblem = ParseReason | "not_an_option" | "unknown_reference" | "too_long";

let keys = 0;

/** A key that no other line of this page has. */
export function newLineKey(): string {
  keys += 1;
  return `line-${Date.now().toString(36)}-${String(keys)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** The value as a reference, or null. */
export function asReference(value: unknown): Reference | null {
  if (!isObject(value) || typeof value.title !== "string") return null;
  return { id: String(value.id ?? ""), title: value.title };
}

/** The value as attachments; anything else is none. */
export function asAttachments(value: unknown): Attachment[] {
  const list = Array.isArray(value) ? value : value == null ? [] : [value];
  return list.filter((item): item is Attachment => isObject(item) && typeof item.id === "string");
}

/** The value as lines of the page, whatever came: from the server or from a local copy. */
export function asLines(value: unknown): Line[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((line) => ({
    key: typeof line.key === "string" ? line.key : typeof line.id === "string" ? line.id : newLineKey(),
    id: typeof line.id === "string" ? line.id : undefined,
    values: isObject(line.values) ? line.values : {},
  }));
}

/** The value as text for an input or a plain cell. */
export function asText(value: unknown): string {
  if (value == null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return asReference(value)?.title ?? "";
}

export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value == null || value === "";
}

/** Why the text in a field cannot be its value; null when it can, or when the field is empty. */
export function valueProblem(field: FieldDefinition, value: unknown): ValueProblem | null {
  if (isEmpty(value)) return null;
  const reading = (() => {
    if (field.type === "money" || field.type === "decimal" || field.type === "percent") {
      return readDecimal(asText(value), scaleOf(field));
    }
    if (field.type === "integer") return readInteger(asText(value));
    if (field.type === "date") return readDate(asText(value));
    return null;
  })();
  if (reading) return reading.ok ? null : reading.reason;
  if (field.type === "choice") {
    return (field.options ?? []).some((option) => option.code === value) ? null : "not_an_option";
  }
  if (asReference(value) && asReference(value)?.id === "") return "unknown_reference";
  if (field.max_length && [...asText(value)].length > field.max_length) return "too_long";
  return null;
}

/** True when some value of the form (or of a line) cannot be read and is therefore not sent. */
export function hasUnreadable(fields: readonly FieldDefinition[], values: Values): boolean {
  return fields.some((field) => {
    const value = values[field.code];
    if (field.type !== "line_items") return valueProblem(field, value) !== null;
    return asLines(value).some((line) => hasUnreadable(field.fields ?? [], line.values));
  });
}

/** Lines worth sending: an empty one that the server does not know yet is only a place to type into. */
function sentLines(value: unknown): Line[] {
  return asLines(value).filter(
    (line) => line.id !== undefined || Object.values(line.values).some((cell) => !isEmpty(cell)),
  );
}

/** Whether a column of a line-items field is sent; without a word, every column is. */
export type Sends = (lines: string, column: string) => boolean;

function encodeOne(field: FieldDefinition, value: unknown, sends?: Sends): unknown {
  if (isEmpty(value)) return null;
  switch (field.type) {
    case "money":
    case "decimal":
    case "percent": {
      const reading = readDecimal(asText(value), scaleOf(field));
      return reading.ok ? reading.value : undefined;
    }
    case "integer": {
      const reading = readInteger(asText(value));
      return reading.ok ? Number(reading.value) : undefined;
    }
    case "lookup":
    case "person":
    case "node":
      return asReference(value)?.id || undefined;
    case "attachment":
      return asAttachments(value).map(({ id }) => id);
    case "line_items":
      return sentLines(value).map((line) => ({
        ...(line.id === undefined ? {} : { id: line.id }),
        values: encodeValues(
          (field.fields ?? []).filter((column) => !sends || sends(field.code, column.code)),
          line.values,
        ),
      }));
    default:
      return value;
  }
}

/**
 * The values as the API takes them: references by id, decimals as plain strings, no computed fields.
 * What cannot be read is left out, so that the server keeps what it had; it stays on the page, marked.
 */
export function encodeValues(
  fields: readonly FieldDefinition[],
  values: Values,
  only?: ReadonlySet<string>,
  sends?: Sends,
): Values {
  const wire: Values = {};
  for (const field of fields) {
    if (isFilledByServer(field) || !(field.code in values) || (only && !only.has(field.code))) continue;
    if (valueProblem(field, values[field.code]) !== null) continue;
    const encoded = encodeOne(field, values[field.code], sends);
    if (encoded !== undefined) wire[field.code] = encoded;
  }
  return wire;
}

/** The server's values as values of the page: lines get keys. */
export function decodeValues(fields: readonly FieldDefinition[], values: Values): Values {
  const page: Values = { ...values };
  for (const field of fields) {
    if (field.type === "line_items") page[field.code] = asLines(values[field.code]);
  }
  return page;
}

/**
 * The page's values after a save: what the server computes comes from its answer, saved lines learn their ids
 * (by the order in which they were sent), everything that a person types stays as it is on the page.
 */
export function mergeSaved(fields: readonly FieldDefinition[], page: Values, sent: Values, answer: Values): Values {
  const merged: Values = { ...page };
  for (const field of fields) {
    const saved = answer[field.code];
    if (isFilledByServer(field)) merged[field.code] = saved;
    else if (field.type === "line_items") {
      const savedLines = asLines(saved);
      const byKey = new Map(sentLines(sent[field.code]).map((line, index) => [line.key, savedLines[index]]));
      merged[field.code] = asLines(page[field.code]).map((line) => {
        const own = byKey.get(line.key);
        if (!own) return line;
        return { ...line, id: own.id, values: mergeSaved(field.fields ?? [], line.values, {}, own.values) };
      });
    }
  }
  return merged;
}
