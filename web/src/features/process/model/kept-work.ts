import type { Attachment } from "@/features/records";

/** An opinion and changed fields that were typed but not sent, kept in the browser until they are. */
export interface KeptWork {
  opinion: string;
  values: Record<string, unknown>;
  /** Files that were uploaded for the opinion. */
  files?: Attachment[];
  /** Whether the opinion is for some only: forgotten, it would be shown to everybody. */
  hidden?: boolean;
}

const keyOf = (account: string, item: string) => `xieyun.work-item.${account}.${item}`;

export function readKept(account: string, item: string): KeptWork | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(account, item)) ?? "null") as KeptWork | null;
    return kept !== null && typeof kept.opinion === "string" && typeof kept.values === "object" ? kept : null;
  } catch {
    return null;
  }
}

/** Nothing typed, nothing kept. */
export function writeKept(account: string, item: string, kept: KeptWork | null): void {
  try {
    if (
      kept === null ||
      (kept.opinion === "" && Object.keys(kept.values).length === 0 && !kept.files?.length && !kept.hidden)
    ) {
      localStorage.removeItem(keyOf(account, item));
    } else localStorage.setItem(keyOf(account, item), JSON.stringify(kept));
  } catch {
    // Without storage the page itself still holds the text.
  }
}
