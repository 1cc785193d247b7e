import type { FieldLevel } from "@/features/records";

/** The activity's word "required" is an editable field for the form; that it must be filled, the server says. */
export function editableRights(rights: Readonly<Record<string, FieldLevel | "required">>): Record<string, FieldLevel> {
  return Object.fromEntries(
    Object.entries(rights).map(([code, level]): [string, FieldLevel] => [code, level === "required" ? "edit" : level]),
  );
}
