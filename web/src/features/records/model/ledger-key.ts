import type { LedgerBinding } from "./definition";
import { asReference, asText, type Values } from "./values";

/** The fields that name a pool, as the API takes them, and the day that decides its period. */
export interface LedgerKey {
  date: string | null;
  key: Record<string, string>;
}

function plain(value: unknown): string {
  return asReference(value)?.id ?? asText(value);
}

/** A path of the binding: "expense_type" is a field of the line, "record.cost_centre" one of the record. */
function read(path: string, line: Values, record: Values): string {
  return path.startsWith("record.") ? plain(record[path.slice("record.".length)]) : plain(line[path]);
}

/** The pool that a line draws on; null until everything that names it has been filled in. */
export function ledgerKey(binding: LedgerBinding, line: Values, record: Values): LedgerKey | null {
  const key: Record<string, string> = {};
  for (const [name, path] of Object.entries(binding.keys)) {
    const value = read(path, line, record);
    if (value === "") return null;
    key[name] = value;
  }
  const date = binding.date ? read(binding.date, line, record) : "";
  if (binding.date && date === "") return null;
  return { date: date === "" ? null : date, key };
}
