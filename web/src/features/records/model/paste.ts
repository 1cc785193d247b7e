/** Rows copied from a spreadsheet (tab-separated text of the clipboard) as line items. */
import type { FieldDefinition, Text } from "./definition";
import { scaleOf } from "./definition";
import type { ParseReason, Reading } from "@/lib/format";
import { readBoolean, readDate, readDecimal, readInteger, toHalfWidth } from "@/lib/format";

export interface PastedCell {
  field: string;
  raw: string;
  /** Undefined when the text could not be read; the raw text stays visible and marked. */
  value: unknown;
  reason?: ParseReason | "not_an_option" | "unknown_reference" | "too_long";
  normalized: boolean;
}

export interface PastedRow {
  cells: PastedCell[];
}

/** Split clipboard text in rows and cells; a quoted cell may hold tabs, line breaks and doubled quotes. */
export function splitTable(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (quoted) {
      if (character === '"' && text[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else if (character === '"') quoted = false;
      else cell += character;
    } else if (character === '"' && cell === "") quoted = true;
    else if (character === "\t") {
      row.push(cell);
      cell = "";
    } else if (character === "\n") {
      row.push(cell.replace(/\r$/, ""));
      rows.push(row);
      row = [];
      cell = "";
    } else cell += character;
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell.replace(/\r$/, "")]);
  return rows.filter((cells) => cells.some((value) => value.trim() !== ""));
}

/** True when the clipboard holds more than one cell, so that a paste means rows and not text. */
export function looksLikeTable(text: string): boolean {
  return text.includes("\t") || text.trimEnd().includes("\n");
}

/** A heading without spaces, marks and a bracketed unit: "金 额（元）" is 金额. */
function bareWord(text: string): string {
  return toHalfWidth(text)
    .replace(/\([^)]*\)/g, "")
    .replace(/[\s*:]/g, "")
    .toLowerCase();
}

function sameWord(left: string, right: string): boolean {
  return bareWord(left) === bareWord(right) && bareWord(left) !== "";
}

/** A sheet may be headed in either language, whatever the interface speaks. */
function names(title: Text): string[] {
  return typeof title === "string" ? [title] : [title.zh ?? "", title.en ?? ""];
}

function columnFor(heading: string, fields: readonly FieldDefinition[]): FieldDefinition | undefined {
  return fields.find((field) => [...names(field.title), field.code].some((name) => sameWord(heading, name)));
}

/**
 * The field of each pasted column: by the headings when the first row names at least half of its columns,
 * otherwise in the order of the table from the column where the paste began.
 */
export function mapColumns(
  rows: readonly string[][],
  fields: readonly FieldDefinition[],
  start = 0,
): { columns: (FieldDefinition | undefined)[]; headed: boolean } {
  const first = rows[0] ?? [];
  const named = first.map((heading) => columnFor(heading, fields));
  const hits = named.filter(Boolean).length;
  if (hits > 0 && hits * 2 >= first.filter((heading) => heading.trim() !== "").length) {
    return { columns: named, headed: true };
  }
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  return { columns: Array.from({ length: width }, (_, index) => fields[start + index]), headed: false };
}

/** One cell's text as the value of a field. References come back as text, to be looked up by their title. */
export function readCell(field: FieldDefinition, raw: string): PastedCell {
  const text = raw.trim();
  const cell = { field: field.code, raw: text, normalized: false };
  if (text === "") return { ...cell, value: null };
  const reading = readingFor(field, text);
  if (reading) {
    if (!reading.ok) return { ...cell, value: undefined, reason: reading.reason };
    const value = field.type === "boolean" ? reading.value === "true" : reading.value;
    return { ...cell, value, normalized: reading.normalized };
  }
  if (field.type === "choice") return readOption(field, cell);
  if (field.max_length && [...text].length > field.max_length) return { ...cell, value: undefined, reason: "too_long" };
  return { ...cell, value: text };
}

function readingFor(field: FieldDefinition, text: string): Reading | null {
  switch (field.type) {
    case "money":
    case "decimal":
    case "percent":
      return readDecimal(field.type === "percent" ? text.replace(/[%％]\s*$/, "") : text, scaleOf(field));
    case "integer":
      return readInteger(text);
    case "date":
      return readDate(text);
    case "boolean":
      return readBoolean(text);
    default:
      return null;
  }
}

function readOption(field: FieldDefinition, cell: Omit<PastedCell, "value">): PastedCell {
  const option = (field.options ?? []).find(
    ({ code, title }) => code === cell.raw || names(title).some((name) => sameWord(name, cell.raw)),
  );
  return option ? { ...cell, value: option.code } : { ...cell, value: undefined, reason: "not_an_option" };
}

/** Clipboard text as rows of cells; columns without a field and the heading row are left out. */
export function readPaste(text: string, fields: readonly FieldDefinition[], start = 0): PastedRow[] {
  const table = splitTable(text);
  const { columns, headed } = mapColumns(table, fields, start);
  return (headed ? table.slice(1) : table).map((row) => ({
    cells: row.flatMap((raw, index) => {
      const field = columns[index];
      return field ? [readCell(field, raw)] : [];
    }),
  }));
}
