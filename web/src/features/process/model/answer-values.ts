/** One variable as an administrator types it. */
export interface AnswerValue {
  name: string;
  value: string;
}

/** The typed variables as JSON: numbers and true/false keep their kind, everything else is text. */
export function valuesOf(rows: AnswerValue[]): Record<string, unknown> {
  return Object.fromEntries(
    rows.filter((row) => row.name.trim() !== "").map((row) => [row.name.trim(), typed(row.value.trim())]),
  );
}

function typed(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  // Leading zeros and long digit strings are numbers of documents, not quantities.
  if (/^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(text)) return Number(text);
  return text;
}
