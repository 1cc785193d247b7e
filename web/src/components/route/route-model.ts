import type { PersonCard } from "@/components/people";

export const ROUTE_KINDS = ["all", "any", "sequence", "cc"] as const;
export type RouteKind = (typeof ROUTE_KINDS)[number];

/** A step that somebody lays out; `key` only tells rows apart. */
export interface RouteStep {
  key: number;
  name: string;
  kind: RouteKind;
  people: PersonCard[];
  beside: boolean;
}

export function newStep(steps: readonly RouteStep[]): RouteStep {
  return { key: 1 + Math.max(0, ...steps.map((step) => step.key)), name: "", kind: "all", people: [], beside: false };
}

/** A step moved up (-1) or down (1); the first one has nothing to be beside. */
export function moved(steps: readonly RouteStep[], at: number, by: -1 | 1): RouteStep[] {
  const order = [...steps];
  const [step] = order.splice(at, 1);
  if (step !== undefined) order.splice(at + by, 0, step);
  return order.map((one, place) => (place === 0 ? { ...one, beside: false } : one));
}

/** Steps that run at the same time stand together. */
export function groupsOf(steps: readonly RouteStep[]): RouteStep[][] {
  const groups: RouteStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (step.beside && last !== undefined) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** Whether every step has people, and there is a step where there has to be one. */
export function isComplete(steps: readonly RouteStep[], mayBeEmpty = false): boolean {
  return (mayBeEmpty || steps.length > 0) && steps.every((step) => step.people.length > 0);
}

/** The steps as the interface takes them. */
export function routeBody(steps: readonly RouteStep[]) {
  return steps.map(({ name, kind, people, beside }) => ({
    name: name.trim(),
    kind,
    beside,
    person_ids: people.map((person) => person.id),
  }));
}

interface KnownStep {
  name: string;
  kind: RouteKind;
  beside: boolean;
  people: readonly { id: string | null; name: string }[];
}

/** Steps that are there already, to be laid out anew; an empty one to begin with when there are none. */
export function routeSteps(known: readonly KnownStep[]): RouteStep[] {
  const steps = known.map(({ name, kind, beside, people }, place) => ({
    key: place + 1,
    name,
    kind,
    beside: beside && place > 0,
    people: people.flatMap((person) => (person.id === null ? [] : [{ id: person.id, name: person.name }])),
  }));
  return steps.length === 0 ? [newStep([])] : steps;
}
