import type { FieldDefinition } from "./definition";
import type { LocatedProblem } from "./problems";
import { asLines, valueProblem, type ValueProblem, type Values } from "./values";

/** Cells and fields whose text cannot be read yet, as entries of the jump list. */
export function unreadableProblems(
  fields: readonly FieldDefinition[],
  values: Values,
  sentence: (reason: ValueProblem) => string,
): LocatedProblem[] {
  return fields.flatMap((field): LocatedProblem[] => {
    if (field.type !== "line_items") {
      const reason = valueProblem(field, values[field.code]);
      return reason ? [{ field: field.code, top: field.code, code: reason, detail: sentence(reason) }] : [];
    }
    return asLines(values[field.code]).flatMap((line, index) =>
      unreadableProblems(field.fields ?? [], line.values, sentence).map((problem) => ({
        ...problem,
        field: `${field.code}[${String(index)}].${problem.top}`,
        top: field.code,
        line: index,
        column: problem.top,
      })),
    );
  });
}
