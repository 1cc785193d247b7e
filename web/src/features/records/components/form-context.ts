import { createContext, useContext } from "react";

import type { FieldLevel, LedgerBinding } from "../model/definition";
import type { LocatedProblem } from "../model/problems";
import type { FormMarks } from "../model/marks";
import type { Values } from "../model/values";

/** What every field of a form needs to know about the form around it. */
export interface FormScene {
  objectType: string;
  recordId: string | null;
  /** Level of each top-level field; "lines.amount" names a column of line items. */
  rights: Readonly<Record<string, FieldLevel>>;
  /** False shows every field as text, whatever the rights are. */
  editable: boolean;
  values: Values;
  ledgers: readonly LedgerBinding[];
  /** Documents that go through a process carry their amounts in capital words. */
  inWords: boolean;
  problems: readonly LocatedProblem[];
  /** On a form of the past: what has become of its values since. */
  marks?: FormMarks | undefined;
  /** Where files are downloaded when the record itself may not be read. */
  fileHref?: ((file: { id: string }) => string) | undefined;
  onChange: (code: string, value: unknown, cleared?: { line?: number; column?: string }) => void;
}

const Context = createContext<FormScene | null>(null);

export const FormSceneProvider = Context.Provider;

/** Where a file of this form is downloaded: by its own address, or through what shows the form. */
export function useFileHref(): (file: { id: string }) => string {
  return useContext(Context)?.fileHref ?? ((file) => `/api/v1/attachments/${encodeURIComponent(file.id)}`);
}

export function useFormScene(): FormScene {
  const scene = useContext(Context);
  if (scene === null) throw new Error("a field stands outside of a form");
  return scene;
}

/** The level of a field (or of a column of line items); without a word from the API it is read-only. */
export function levelOf(rights: Readonly<Record<string, FieldLevel>>, code: string, column?: string): FieldLevel {
  if (column === undefined) return rights[code] ?? "read";
  return rights[`${code}.${column}`] ?? rights[code] ?? "read";
}
