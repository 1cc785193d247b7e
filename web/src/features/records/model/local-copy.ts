/** What was typed and has not reached the server yet, kept in the browser so that a crash loses nothing. */
import type { Values } from "./values";

export interface LocalCopy {
  values: Values;
  changed: string[];
  /** Version of the record that the changes were made on; null for one that was never saved. */
  version: number | null;
  at: string;
}

const PREFIX = "xieyun.draft.";

/** Copies belong to one account: the next person at the same desk must not see them. */
export function copyKey(account: string, objectType: string, recordId: string | null): string {
  return `${PREFIX}${account}.${objectType}.${recordId ?? "new"}`;
}

export function readCopy(key: string): LocalCopy | null {
  try {
    const copy = JSON.parse(localStorage.getItem(key) ?? "null") as LocalCopy | null;
    return copy !== null && typeof copy.values === "object" && Array.isArray(copy.changed) ? copy : null;
  } catch {
    return null;
  }
}

/** False when the browser refuses (full or forbidden storage); the page then relies on the server alone. */
export function writeCopy(key: string, copy: LocalCopy): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

export function dropCopy(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Storage that cannot be written holds no copy either.
  }
}
