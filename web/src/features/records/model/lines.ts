/** Operations on line items: plain functions from lines to lines. */
import { sumDecimals } from "@/lib/format";

import { isFilledByServer, scaleOf, type FieldDefinition } from "./definition";
import type { PastedRow } from "./paste";
import { readDecimal } from "@/lib/format";
import { asLines, asText, isEmpty, newLineKey, type Line, type Values } from "./values";

/** What the definition fills in beforehand; line items start with one empty line to type into. */
export function defaultValues(fields: readonly FieldDefinition[]): Values {
  const values: Values = {};
  for (const field of fields) {
    if (field.default !== undefined && field.default !== null) values[field.code] = field.default;
    else if (field.type === "line_items") values[field.code] = [newLine(field.fields ?? [])];
  }
  return values;
}

/** A fresh line with the defaults of its columns. */
export function newLine(fields: readonly FieldDefinition[]): Line {
  return { key: newLineKey(), values: defaultValues(fields) };
}

export function insertAfter(lines: readonly Line[], index: number, line: Line): Line[] {
  return [...lines.slice(0, index + 1), line, ...lines.slice(index + 1)];
}

/** A copy below the original; what the server numbers or computes is not copied. */
export function copyLine(lines: readonly Line[], index: number, fields: readonly FieldDefinition[]): Line[] {
  const original = lines[index];
  if (!original) return [...lines];
  const copied = fields
    .filter((field) => !isFilledByServer(field) && field.type !== "attachment")
    .map(({ code }) => code);
  const values = Object.fromEntries(copied.map((code) => [code, original.values[code]]));
  return insertAfter(lines, index, { key: newLineKey(), values });
}

export function removeLine(lines: readonly Line[], index: number): Line[] {
  return lines.filter((_, position) => position !== index);
}

/** The line at `from` put where `to` is; out of range changes nothing. */
export function moveLine(lines: readonly Line[], from: number, to: number): Line[] {
  const moved = lines[from];
  if (!moved || to < 0 || to >= lines.length) return [...lines];
  const rest = removeLine(lines, from);
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}

export function setCell(lines: readonly Line[], index: number, code: string, value: unknown): Line[] {
  return lines.map((line, position) =>
    position === index ? { ...line, values: { ...line.values, [code]: value } } : line,
  );
}

export function isBlankLine(line: Line, fields: readonly FieldDefinition[]): boolean {
  return fields.every((field) => {
    const value = line.values[field.code];
    return isEmpty(value) || value === field.default;
  });
}

const REFERENCES = new Set(["lookup", "person", "node"]);

function cellValue(field: FieldDefinition | undefined, cell: PastedRow["cells"][number]): unknown {
  if (cell.value === undefined) return cell.raw;
  // A title is looked up afterwards; until then it stands there without an id.
  if (field && REFERENCES.has(field.type) && typeof cell.value === "string") return { id: "", title: cell.value };
  return cell.value;
}

/** Pasted rows laid over the lines from `start` on, as a spreadsheet does; missing lines are added. */
export function pasteRows(
  lines: readonly Line[],
  rows: readonly PastedRow[],
  start: number,
  fields: readonly FieldDefinition[],
): Line[] {
  const result = [...lines];
  rows.forEach((row, offset) => {
    const index = start + offset;
    const below = result[index] ?? newLine(fields);
    const pasted = row.cells
      .map((cell) => ({ cell, field: fields.find(({ code }) => code === cell.field) }))
      .filter(({ field }) => field !== undefined && !isFilledByServer(field) && field.type !== "attachment")
      .map(({ cell, field }) => [cell.field, cellValue(field, cell)]);
    result[index] = { ...below, values: { ...below.values, ...Object.fromEntries(pasted) } };
  });
  return result;
}

/** Sum of a numeric column as shown below the table; unreadable cells do not count. */
export function totalOf(lines: readonly Line[], field: FieldDefinition): string {
  return sumDecimals(
    lines.flatMap((line) => {
      const reading = readDecimal(asText(line.values[field.code]), scaleOf(field));
      return reading.ok ? [reading.value] : [];
    }),
  );
}

/** Columns that have a total: amounts and counts, no rates. */
export function summedFields(fields: readonly FieldDefinition[]): FieldDefinition[] {
  return fields.filter(({ type }) => type === "money" || type === "integer" || type === "decimal");
}

/** Line items that still hold empty lines, without them: an error's line number then means the same line here and there. */
export function withoutBlankLines(fields: readonly FieldDefinition[], values: Values): [string, Line[]][] {
  return fields
    .filter(({ type }) => type === "line_items")
    .flatMap((field): [string, Line[]][] => {
      const lines = asLines(values[field.code]);
      const filled = lines.filter((line) => !isBlankLine(line, field.fields ?? []));
      // With nothing filled in, the empty line stays as a place to type into.
      return filled.length === lines.length || filled.length === 0 ? [] : [[field.code, filled]];
    });
}
