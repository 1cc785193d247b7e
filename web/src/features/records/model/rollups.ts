import { compareDecimals, sumDecimals, withPlaces } from "@/lib/format";

import { scaleOf, type FieldDefinition, type Rollup } from "./definition";
import { readDecimal } from "@/lib/format";
import { asLines, asText, type Line, type Values } from "./values";

function amounts(lines: readonly Line[], code: string): string[] {
  return lines.flatMap((line) => {
    const reading = readDecimal(asText(line.values[code]), 10);
    return reading.ok ? [reading.value] : [];
  });
}

function roll(rollup: Rollup, lines: readonly Line[]): string | null {
  if (rollup.function === "count") return String(lines.length);
  const values = amounts(lines, rollup.field ?? "");
  if (rollup.function === "sum") return sumDecimals(values);
  const sorted = [...values].sort(compareDecimals);
  return (rollup.function === "min" ? sorted[0] : sorted.at(-1)) ?? null;
}

/** The values with the rollups of the definition as they stand now; the server computes them again with every save. */
export function withRollups(fields: readonly FieldDefinition[], values: Values): Values {
  const rolled: Values = { ...values };
  for (const field of fields) {
    const rollup = field.computed?.rollup;
    if (!rollup) continue;
    const value = roll(rollup, asLines(values[rollup.lines]));
    rolled[field.code] = value === null ? null : (withPlaces(value, scaleOf(field)) ?? value);
  }
  return rolled;
}
