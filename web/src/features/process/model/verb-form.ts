/** What each verb asks for before it can be sent. */
import { isComplete, routeBody, routeSteps, type RouteStep } from "@/components/route";

import { charactersOver } from "@/components/work";

import type { VerbBody } from "../api/work-items";
import type { VerbOffer, VerbTarget } from "./work-item";

export interface VerbDraft {
  opinion: string;
  target: string;
  then: "run_again" | "straight_back";
  people: { id: string; name: string }[];
  position: "before" | "after" | "parallel";
  steps: RouteStep[];
}

export type Question = "target" | "then" | "person" | "people" | "position" | "steps" | "opinion";

const QUESTIONS: Record<string, readonly Question[]> = {
  return: ["target", "then", "opinion"],
  transfer: ["person", "opinion"],
  delegate: ["person", "opinion"],
  "add-signers": ["people", "position", "opinion"],
  "remove-signer": ["target", "opinion"],
  "extend-route": ["steps", "target", "opinion"],
  "lay-route": ["steps", "opinion"],
  jump: ["target", "opinion"],
  consult: ["people", "opinion"],
  notify: ["people", "opinion"],
};

/** The questions of a verb in the order of the panel; an opinion only where the API takes one. */
export function questionsOf(offer: VerbOffer): readonly Question[] {
  const asked = QUESTIONS[offer.verb] ?? ["opinion"];
  return asked.filter((question) => question !== "opinion" || offer.opinion !== "none");
}

/** One target among those of all live positions. */
export function keyOf(target: VerbTarget): string {
  return `${String(target.token ?? "")}:${target.id}`;
}

export function emptyDraft(offer: VerbOffer, opinion: string): VerbDraft {
  return {
    opinion,
    target: firstTarget(offer),
    then: "run_again",
    people: [],
    position: "parallel",
    steps: mayBeEmpty(offer) && offer.route?.length === 0 ? [] : routeSteps(offer.route ?? []),
  };
}

/** What was answered before, as far as it can still be chosen. */
export function recalledDraft(offer: VerbOffer, opinion: string, before: VerbDraft | undefined): VerbDraft {
  const fresh = emptyDraft(offer, opinion === "" ? (before?.opinion ?? "") : opinion);
  if (before === undefined) return fresh;
  const offered = (offer.targets ?? []).some((target) => keyOf(target) === before.target);
  const { then, people, position, steps } = before;
  return { ...fresh, then, people, position, steps, target: offered ? before.target : fresh.target };
}

/** Steps to come after who gave it back may be none; any other route needs somebody who acts. */
export function mayBeEmpty(offer: VerbOffer): boolean {
  return offer.straight_back === true;
}

/** A return mostly goes to the initiator; where a jump goes, and who leaves, is never guessed. */
function firstTarget(offer: VerbOffer): string {
  const [first] = offer.targets ?? [];
  return (offer.verb === "return" || offer.verb === "extend-route") && first ? keyOf(first) : "";
}

/** What is still missing, as the name of the question; null when the verb can be sent. */
export function missing(offer: VerbOffer, draft: VerbDraft): Question | null {
  for (const question of questionsOf(offer)) {
    if (question === "opinion" && offer.opinion === "required" && draft.opinion.trim() === "") return question;
    if (question === "opinion" && charactersOver(draft.opinion) > 0) return question;
    if ((question === "person" || question === "people") && draft.people.length === 0) return question;
    if (question === "steps" && !isComplete(draft.steps, mayBeEmpty(offer))) return question;
    if (question === "target" && draft.target === "") return question;
  }
  return null;
}

/** The draft as the body of the request: only what the verb knows. */
export function bodyOf(offer: VerbOffer, draft: VerbDraft): VerbBody {
  const asked = new Set(questionsOf(offer));
  const [first] = draft.people;
  return {
    ...(asked.has("opinion") ? { opinion: draft.opinion.trim() } : {}),
    ...(asked.has("target") ? targetOf(offer, draft) : {}),
    ...(asked.has("then") ? { then: draft.then } : {}),
    ...(asked.has("person") && first ? { person_id: first.id } : {}),
    ...(asked.has("people") ? { person_ids: draft.people.map(({ id }) => id) } : {}),
    ...(asked.has("steps") ? { steps: routeBody(draft.steps) } : {}),
    ...(asked.has("position") ? { position: draft.position } : {}),
  };
}

/** What the server said about steps, beside the step that is meant; a refusal without fields is about all of them. */
export function stepProblems(
  problems: readonly { top: string; line?: number; detail: string }[],
  refusal: { message: string } | null,
): { place?: number | undefined; text: string }[] {
  if (problems.length === 0) return refusal === null ? [] : [{ text: refusal.message }];
  return problems.filter(({ top }) => top === "steps").map(({ line, detail }) => ({ place: line, text: detail }));
}

function targetOf(offer: VerbOffer, draft: VerbDraft): VerbBody {
  const chosen = (offer.targets ?? []).find((target) => keyOf(target) === draft.target);
  if (!chosen) return {};
  if (offer.verb === "extend-route") return { where: chosen.id };
  if (offer.verb === "remove-signer") return { person_id: chosen.id };
  return { target: chosen.id, ...(chosen.token != null ? { token: chosen.token } : {}) };
}

/** Whether a verb goes out with my signature: always where it must, and where I chose it. */
export function signs(policy: VerbOffer["signature"], chosen: boolean): boolean {
  return policy === "required" || (policy === "optional" && chosen);
}
