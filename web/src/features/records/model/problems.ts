/** Errors of a problem+json answer as messages beside the fields they belong to. */

export interface FieldProblem {
  field: string;
  detail: string;
  code?: string;
}

export interface LocatedProblem extends FieldProblem {
  /** First segment of the path: the field on the form. */
  top: string;
  /** Line number (from 0) when the error lies in line items. */
  line?: number;
  /** Column of the line. */
  column?: string;
}

const SEGMENT = /[^.[\]]+/g;

/** "lines[2].amount" as {top: "lines", line: 2, column: "amount"}; a leading "values." or "body." is ignored. */
export function locate(path: string): { top: string; line?: number; column?: string } {
  const segments = path.match(SEGMENT) ?? [];
  while (segments.length > 1 && (segments[0] === "values" || segments[0] === "body")) segments.shift();
  const rest = segments.filter((segment, index) => !(index === 2 && segment === "values"));
  const [top = "", line, column] = rest;
  if (line === undefined) return { top };
  const number = Number(line);
  if (!Number.isInteger(number)) return { top, column: line };
  return column === undefined ? { top, line: number } : { top, line: number, column };
}

/** The errors with their places, in the order of the API. */
export function locateProblems(errors: readonly FieldProblem[] | undefined): LocatedProblem[] {
  return (errors ?? []).map((error) => ({ ...error, ...locate(error.field) }));
}

/** Messages of one field, or of one cell of its lines. */
export function messagesFor(
  problems: readonly LocatedProblem[],
  top: string,
  line?: number,
  column?: string,
): string[] {
  return problems
    .filter((problem) => problem.top === top && problem.line === line && problem.column === column)
    .map((problem) => problem.detail);
}

/** The DOM id that a jump list entry scrolls to; the same function names the control. */
export function anchorOf(top: string, line?: number, column?: string): string {
  return ["field", top, line, column].filter((part) => part !== undefined).join("-");
}

/** What is left of the problems after the person changed a field: its own messages vanish. */
export function withoutField(
  problems: readonly LocatedProblem[],
  top: string,
  line?: number,
  column?: string,
): LocatedProblem[] {
  return problems.filter(
    (problem) =>
      problem.top !== top ||
      (line !== undefined && problem.line !== undefined && problem.line !== line) ||
      (column !== undefined && problem.column !== undefined && problem.column !== column),
  );
}
