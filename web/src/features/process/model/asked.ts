/** What somebody wrote to me when he brought a matter to me. */
import type { TrailRow } from "./work-item";

const BRINGING = new Set(["consult", "delegate", "transfer", "add-signers"]);

/** The latest step by which others asked me, with their words; null when none did, or without a word. */
export function askedOf(rows: readonly TrailRow[], me: string | undefined): TrailRow | null {
  const found = rows.findLast(
    ({ verb, details }) => BRINGING.has(verb) && (details.people ?? []).some(({ id }) => id === me),
  );
  return found === undefined || found.opinion === "" ? null : found;
}
