/** What somebody wrote to me when he brought a matter to me. */
import type { TrailRow } from "./work-item";

const BRINGING = new Set(["consult", "delegate", "transfer", "add-signers"]);

interface Item {
  received_at: string;
  opinions: readonly TrailRow[];
}

/**
 * The step by which others brought the item to me: a return that opened it, else the latest that asked me, with words;
 * null when nobody did.
 */
export function askedOf({ opinions, received_at }: Item, me: string | undefined): TrailRow | null {
  const returned = opinions.findLast(({ verb, at }) => verb === "return" && at === received_at);
  if (returned !== undefined) return returned;
  const found = opinions.findLast(
    ({ verb, details }) => BRINGING.has(verb) && (details.people ?? []).some(({ id }) => id === me),
  );
  return found === undefined || found.opinion === "" ? null : found;
}
