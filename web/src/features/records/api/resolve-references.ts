import { api, body, type Page } from "@/lib/client";
import type { PersonCard } from "@/components/people";

import type { FieldDefinition } from "../model/definition";
import { asReference, type Line, type Reference } from "../model/values";
import { fetchLookup } from "./lookups";

/** Titles that were pasted without an id become references where exactly one record bears that title. */
export async function resolveReferences(objectType: string, field: FieldDefinition, lines: Line[]): Promise<Line[]> {
  let resolved = lines;
  for (const column of field.fields ?? []) {
    if (column.type !== "lookup" && column.type !== "person") continue;
    const titles = new Set(lines.flatMap((line) => pendingTitle(line, column.code)));
    const found = new Map<string, Reference>();
    await Promise.all(
      [...titles].map(async (title) => {
        const match = await findOne(objectType, field, column, title).catch(() => null);
        if (match) found.set(title, match);
      }),
    );
    resolved = resolved.map((line) => {
      const match = found.get(pendingTitle(line, column.code)[0] ?? "");
      return match ? { ...line, values: { ...line.values, [column.code]: match } } : line;
    });
  }
  return resolved;
}

function pendingTitle(line: Line, code: string): string[] {
  const reference = asReference(line.values[code]);
  return reference && reference.id === "" ? [reference.title] : [];
}

async function findOne(
  objectType: string,
  field: FieldDefinition,
  column: FieldDefinition,
  title: string,
): Promise<Reference | null> {
  const candidates =
    column.type === "person"
      ? await people(title)
      : await fetchLookup(objectType, `${field.code}.${column.code}`, title);
  const exact = candidates.filter((candidate) => candidate.title === title);
  const [only] = exact.length > 0 ? exact : candidates;
  return exact.length === 1 || candidates.length === 1 ? (only ?? null) : null;
}

async function people(query: string): Promise<Reference[]> {
  const page = (await body(api.GET("/api/v1/people", { params: { query: { query } } }))) as unknown as Page<PersonCard>;
  return page.items.map(({ id, name }) => ({ id, title: name }));
}
