import { useLayoutEffect, useMemo, useRef } from "react";

import type { FieldDefinition } from "../../model/definition";
import { copyLine, insertAfter, moveLine, newLine, removeLine, setCell } from "../../model/lines";
import type { Line } from "../../model/values";

export interface LineActions {
  set: (index: number, code: string, value: unknown) => void;
  /** Adds an empty line, and says its key. */
  add: (after?: number) => string;
  copy: (index: number) => void;
  remove: (index: number) => void;
  move: (from: number, to: number) => void;
  replace: (lines: Line[]) => void;
}

/** Stable functions over the current lines, so that rows that did not change are not drawn again. */
export function useLineActions(
  field: FieldDefinition,
  lines: readonly Line[],
  onChange: (code: string, value: unknown, cleared?: { line?: number; column?: string }) => void,
): LineActions {
  const latest = useRef({ lines, onChange });
  useLayoutEffect(() => {
    latest.current = { lines, onChange };
  });
  return useMemo(() => {
    const columns = field.fields ?? [];
    const put = (next: Line[], cleared?: { line?: number; column?: string }): void => {
      latest.current.lines = next;
      latest.current.onChange(field.code, next, cleared);
    };
    const now = () => latest.current.lines;
    return {
      set: (index, code, value) => put(setCell(now(), index, code, value), { line: index, column: code }),
      add: (after) => {
        const line = newLine(columns);
        put(insertAfter(now(), after ?? now().length - 1, line), { line: -1 });
        return line.key;
      },
      copy: (index) => put(copyLine(now(), index, columns)),
      remove: (index) => put(removeLine(now(), index)),
      move: (from, to) => put(moveLine(now(), from, to)),
      replace: (next) => put(next),
    };
  }, [field]);
}
