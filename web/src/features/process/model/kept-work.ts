import type { Attachment } from "@/features/records";

import type { VerbDraft } from "./verb-form";

/** What was written for a verb that asks, such as a question to somebody, and the files that go with it. */
export interface Note {
  opinion: string;
  files: readonly Attachment[];
}

/** What was typed but not sent, kept in the browser until it is. */
export interface KeptWork {
  /** Absent, like the next three, when it is as it was last kept on the server. */
  opinion?: string;
  values?: Record<string, unknown>;
  /** Files that were uploaded for the opinion. */
  files?: Attachment[];
  /** Whether the opinion is for some only: forgotten, it would be shown to everybody. */
  hidden?: boolean;
  notes?: Readonly<Record<string, Note>>;
  /** What was answered in the windows of verbs, by verb: whom, where to, which steps. */
  answers?: Readonly<Record<string, VerbDraft>>;
}

const keyOf = (account: string, item: string) => `xieyun.work-item.${account}.${item}`;

export function readKept(account: string, item: string): KeptWork | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(account, item)) ?? "null") as KeptWork | null;
    return kept !== null && typeof kept === "object" ? kept : null;
  } catch {
    return null;
  }
}

export function writeKept(account: string, item: string, kept: KeptWork | null): void {
  try {
    if (kept === null) localStorage.removeItem(keyOf(account, item));
    else localStorage.setItem(keyOf(account, item), JSON.stringify(kept));
  } catch {
    // Without storage the page itself still holds the text.
  }
}
