import { useState } from "react";

import { isFilledByServer, type FieldDefinition } from "../../model/definition";
import { isBlankLine, pasteRows } from "../../model/lines";
import { mapColumns, readPaste, splitTable, type PastedRow } from "../../model/paste";
import { valueProblem, type Line } from "../../model/values";
import { resolveReferences } from "../../api/resolve-references";
import { useFormScene } from "../form-context";
import type { LineActions } from "./use-line-actions";

export interface PasteOutcome {
  rows: number;
  /** Cells that could not be read; they are marked in the table. */
  bad: number;
  /** Cells whose full-width digits were read as ordinary ones. */
  fullWidth: number;
}

/** Lays a pasted table over the lines, finds the records that titles mean, and reports what came of it. */
export function usePaste(
  field: FieldDefinition,
  columns: readonly FieldDefinition[],
  lines: readonly Line[],
  actions: LineActions,
) {
  const { objectType } = useFormScene();
  const [report, setReport] = useState<PasteOutcome | null>(null);
  const [before, setBefore] = useState<Line[] | null>(null);

  const paste = async (text: string, row: number, column: number): Promise<void> => {
    const { headed } = mapColumns(splitTable(text), columns, column);
    // A sheet pasted with its headings is a whole: it follows the lines that are there already.
    const start = headed ? firstFree(lines, columns) : row;
    const fields = headed
      ? columns
      : [...columns.slice(0, column), ...columns.slice(column).filter((one) => !isFilledByServer(one))];
    const rows = readPaste(text, fields, column);
    if (rows.length === 0) return;
    const pasted = pasteRows(lines, rows, start, columns);
    setBefore([...lines]);
    actions.replace(pasted);
    const resolved = await resolveReferences(objectType, field, pasted);
    actions.replace(resolved);
    setReport(outcome(rows, columns, resolved.slice(start, start + rows.length)));
  };

  const undo = (): void => {
    if (before) actions.replace(before);
    setReport(null);
  };

  return { paste, report, undo, close: () => setReport(null) };
}

function firstFree(lines: readonly Line[], columns: readonly FieldDefinition[]): number {
  let free = lines.length;
  while (free > 0 && isBlankLine(lines[free - 1] as Line, columns)) free -= 1;
  return free;
}

function outcome(
  rows: readonly PastedRow[],
  columns: readonly FieldDefinition[],
  lines: readonly Line[],
): PasteOutcome {
  const bad = lines.flatMap((line) =>
    columns.filter((column) => valueProblem(column, line.values[column.code]) !== null),
  );
  const fullWidth = rows.flatMap(({ cells }) => cells.filter((cell) => cell.normalized));
  return { rows: rows.length, bad: bad.length, fullWidth: fullWidth.length };
}
