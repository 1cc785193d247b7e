/** What has become of the values of a past form, for marking them where they stand. */
import { asLines, type Values } from "./values";

export interface Difference {
  field: string;
  line: string | null;
  column: string | null;
  kind: "changed" | "added" | "removed";
}

/** The present value of something that has changed since. */
export interface Mark {
  now: unknown;
}

export interface FormMarks {
  /** The mark of a field, or of a cell of a row; null when it is as it was. */
  of: (field: string, line?: string, column?: string) => Mark | null;
  isRemoved: (field: string, line: string | undefined) => boolean;
  /** Rows that came later. */
  added: (field: string) => number;
}

/** The differences that the server found, by the place at which a form looks for them. */
export function marksOf(differences: readonly Difference[], now: Values): FormMarks {
  const changed = new Map<string, Mark>();
  const removed = new Set<string>();
  const added = new Map<string, number>();
  for (const { field, line, column, kind } of differences) {
    if (kind === "added") added.set(field, (added.get(field) ?? 0) + 1);
    else if (kind === "removed") removed.add(`${field}/${line ?? ""}`);
    else if (line === null) changed.set(field, { now: now[field] });
    else {
      const row = asLines(now[field]).find(({ id }) => id === line);
      changed.set(`${field}/${line}/${column ?? ""}`, { now: row?.values[column ?? ""] });
    }
  }
  return {
    of: (field, line, column) => changed.get(line === undefined ? field : `${field}/${line}/${column ?? ""}`) ?? null,
    isRemoved: (field, line) => line !== undefined && removed.has(`${field}/${line}`),
    added: (field) => added.get(field) ?? 0,
  };
}
