/** Which verbs stand where on the action bar. What may be done is the API's word; only the places are ours. */
import type { Verb, VerbOffer } from "./work-item";

/** Order on the bar, most used first; what does not fit goes behind "more". */
const ORDER: readonly Verb[] = [
  "approve",
  "reply",
  "claim",
  "return",
  "reject",
  "extend-route",
  "lay-route",
  "transfer",
  "urge",
  "withdraw",
  "take-back",
  "add-signers",
  "consult",
  "delegate",
  "notify",
  "save",
  "remove-signer",
  "unclaim",
  "suspend",
  "resume",
  "jump",
  "terminate",
  "freeze-route",
];

const PRIMARY: ReadonlySet<string> = new Set(["approve", "reply"]);
const DANGER: ReadonlySet<string> = new Set(["reject", "withdraw", "terminate"]);
/** Verbs that a click carries out; the others ask for people, a target or a reason first. */
const DIRECT: ReadonlySet<string> = new Set(["approve", "reply", "claim", "unclaim", "take-back", "save"]);

export type Tone = "primary" | "danger" | "default";

export interface BarVerb extends VerbOffer {
  verb: Verb;
  tone: Tone;
  /** True when a click acts at once; otherwise it opens a panel that asks for more. */
  direct: boolean;
}

export interface VerbBar {
  shown: BarVerb[];
  more: BarVerb[];
}

function known(offer: VerbOffer): offer is VerbOffer & { verb: Verb } {
  return (ORDER as readonly string[]).includes(offer.verb);
}

/** True when the verb cannot be sent without an opinion of the person. */
export function demandsOpinion(offer: VerbOffer): boolean {
  return offer.opinion === "required";
}

function place(offer: VerbOffer & { verb: Verb }): BarVerb {
  const tone = PRIMARY.has(offer.verb) ? "primary" : DANGER.has(offer.verb) ? "danger" : "default";
  return { ...offer, tone, direct: DIRECT.has(offer.verb) };
}

/** Verbs of the answer in their order: the first `room` on the bar, the rest behind "more". */
export function arrangeVerbs(offers: readonly VerbOffer[], room: number): VerbBar {
  const verbs = offers
    .filter(known)
    .map(place)
    .sort((left, right) => ORDER.indexOf(left.verb) - ORDER.indexOf(right.verb));
  // A refused verb keeps its sentence but does not take the room of one that works.
  const ranked = [...verbs.filter((verb) => verb.allowed), ...verbs.filter((verb) => !verb.allowed)];
  // An unclaimed pool item is claimed first; approving it directly stays possible.
  const [first] = ranked;
  const main = ranked.map((verb) =>
    verb.verb === "claim" && verb === first ? { ...verb, tone: "primary" as const } : verb,
  );
  if (main.length <= room) return { shown: main, more: [] };
  return { shown: main.slice(0, room), more: main.slice(room) };
}

/** The offer that a key press means: A approve, R return; undefined when it is not offered or not allowed. */
export function verbForKey(key: string, offers: readonly VerbOffer[]): VerbOffer | undefined {
  const wanted = { a: ["approve", "reply"], r: ["return"] }[key.toLowerCase()] ?? [];
  return offers.find((offer) => wanted.includes(offer.verb) && offer.allowed);
}
