/** The way of an instance: what its people did, where it waits, where it will probably go. */
import { handlerName } from "@/components/work";
import type { CurrentActivity } from "@/lib/data";

import type { PredictedActivity, RouteStepShown, TrailRow } from "./work-item";

export interface PathStep {
  key: string;
  name: string;
  state: "done" | "current" | "next";
  names: string[];
  since: string | null;
  /** How it ended when it did not go on from there: returned, rejected, withdrawn, terminated. */
  against?: string | undefined;
  /** Who of them has handled the step already. */
  handled?: string[];
  /** What it waits for, where nobody holds it. */
  place?: Pick<CurrentActivity, "stopped" | "waits" | "until">;
  /** Of a free route: how several people act, whether at the same time as the step before, and who added it. */
  kind?: RouteStepShown["kind"] | null;
  beside?: boolean;
  added?: string | null;
}

const DECIDING = new Set(["start", "submit", "approve", "reject", "return", "resubmit", "withdraw", "terminate"]);
const AGAINST = new Set(["return", "reject", "withdraw", "terminate"]);

/** The steps of a free route; those that were called off are left out. */
export function routePath(route: readonly RouteStepShown[]): PathStep[] {
  return route
    .filter((step) => step.state !== "skipped")
    .map((step) => ({
      key: step.key,
      name: step.name,
      state: step.state === "skipped" ? "done" : step.state,
      names: step.people.map((person) => person.name).filter((name) => name !== ""),
      since: step.state === "current" ? step.started_at : step.ended_at,
      handled:
        step.state === "current" ? step.people.filter(({ state }) => state === "done").map(({ name }) => name) : [],
      kind: step.people.length > 1 || step.kind === "cc" ? step.kind : null,
      beside: step.beside,
      added: step.added,
    }));
}

/** Steps in order; several signers of one activity in a row are one step. */
export function pathOf(
  trail: readonly TrailRow[],
  current: readonly CurrentActivity[],
  predicted: readonly PredictedActivity[],
): PathStep[] {
  const steps: PathStep[] = [];
  for (const row of trail) {
    if (!DECIDING.has(row.verb)) continue;
    const name = row.activity_name || row.verb_title;
    const person = row.person?.name ?? row.actor_name;
    const against = AGAINST.has(row.verb) ? row.verb_title : undefined;
    const last = steps.at(-1);
    if (last && last.name === name) {
      last.against = against;
      if (!last.names.includes(person)) last.names.push(person);
      last.since = row.at;
    } else
      steps.push({
        key: `done-${String(row.seq)}`,
        name,
        state: "done",
        names: person === "" ? [] : [person],
        since: row.at,
        against,
      });
  }
  for (const place of current) {
    const names = place.handlers.map(handlerName);
    const { activity, name, since } = place;
    steps.push({ key: `current-${activity}`, name, state: "current", names, since, place });
  }
  for (const place of predicted) {
    const names = place.handlers.map((handler) => handler.name);
    steps.push({ key: `next-${place.activity}`, name: place.name, state: "next", names, since: null });
  }
  return steps;
}
