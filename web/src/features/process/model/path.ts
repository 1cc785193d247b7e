/** The way of an instance: what its people did, where it waits, where it will probably go. */
import type { CurrentActivity, PredictedActivity, TrailRow } from "./work-item";

export interface PathStep {
  key: string;
  name: string;
  state: "done" | "current" | "next";
  names: string[];
  since: string | null;
}

const DECIDING = new Set(["start", "submit", "approve", "reject", "return", "resubmit", "withdraw", "terminate"]);

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
    const last = steps.at(-1);
    if (last && last.name === name) {
      if (!last.names.includes(person)) last.names.push(person);
      last.since = row.at;
    } else
      steps.push({
        key: `done-${String(row.seq)}`,
        name,
        state: "done",
        names: person === "" ? [] : [person],
        since: row.at,
      });
  }
  for (const place of current) {
    const names = place.handlers.map((handler) => handler.name);
    steps.push({ key: `current-${place.activity}`, name: place.name, state: "current", names, since: place.since });
  }
  for (const place of predicted) {
    const names = place.handlers.map((handler) => handler.name);
    steps.push({ key: `next-${place.activity}`, name: place.name, state: "next", names, since: null });
  }
  return steps;
}
