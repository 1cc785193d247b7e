import type { LedgerBinding } from "./definition";
import { readDate } from "@/lib/format";
import { asReference, asText, type Values } from "./values";

/** The fields that name a pool, and the day that decides its period, as the API takes them. */
export type LedgerKey = Record<string, string>;

function plain(value: unknown): string {
  return asReference(value)?.id ?? asText(value);
}

/** A path of the binding: "expense_type" is a field of the line, "record.cost_centre" one of the record. */
function read(path: string, line: Values, record: Values): string {
  return path.startsWith("record.") ? plain(record[path.slice("record.".length)]) : plain(line[path]);
}

/** The pool that a line draws on; null until everything that names it has been filled in properly. */
export function ledgerKey(binding: LedgerBinding, line: Values, record: Values): LedgerKey | null {
  const date = readDate(read(binding.date, line, record));
  if (!date.ok) return null;
  const key: LedgerKey = { date: date.value };
  for (const [name, path] of Object.entries(binding.key)) {
    const value = read(path, line, record);
    if (value === "") return null;
    key[name] = value;
  }
  return key;
}
