import { isFilledByServer, type FieldDefinition } from "./definition";
import type { LocatedProblem } from "./problems";
import { asLines, isEmpty, valueProblem, type ValueProblem, type Values } from "./values";

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

/** Fields of the form that must be filled and are empty; what lines lack only the server tells. */
export function missingProblems(
  fields: readonly FieldDefinition[],
  values: Values,
  sentence: string,
): LocatedProblem[] {
  return fields
    .filter((field) => field.required === true && !isFilledByServer(field) && isEmpty(values[field.code]))
    .map(({ code }) => ({ field: code, top: code, code: "field-required", detail: sentence }));
}
