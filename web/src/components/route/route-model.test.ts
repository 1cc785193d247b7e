import { expect, it } from "vitest";

import { isComplete, moved, newStep, routeBody, routeSteps, type RouteStep } from "./route-model";

const anna = { id: "1", name: "安娜" };
const step = (key: number, more: Partial<RouteStep> = {}): RouteStep => ({
  ...newStep([]),
  key,
  people: [anna],
  ...more,
});

it("gives every new step a key of its own", () => {
  expect(newStep([step(4), step(2)]).key).toBe(5);
});

it("moves a step and lets the first one stand alone", () => {
  const after = moved([step(1), step(2, { beside: true })], 1, -1);
  expect(after.map(({ key, beside }) => [key, beside])).toEqual([
    [2, false],
    [1, false],
  ]);
});

it("is complete when every step has people", () => {
  expect(isComplete([])).toBe(false);
  expect(isComplete([step(1), step(2, { people: [] })])).toBe(false);
  expect(isComplete([step(1)])).toBe(true);
  expect(isComplete([], true)).toBe(true);
  expect(isComplete([step(1, { people: [] })], true)).toBe(false);
});

it("sends ids and trimmed names", () => {
  expect(routeBody([step(1, { name: " 审批 ", kind: "cc" })])).toEqual([
    { name: "审批", kind: "cc", beside: false, person_ids: ["1"] },
  ]);
});

it("takes up the steps that are there already", () => {
  const known = [
    { name: "核对", kind: "any" as const, beside: true, people: [anna, { id: null, name: "已离职" }] },
    { name: "办理", kind: "all" as const, beside: true, people: [anna] },
  ];
  expect(routeSteps(known).map(({ key, name, beside, people }) => [key, name, beside, people])).toEqual([
    [1, "核对", false, [anna]],
    [2, "办理", true, [anna]],
  ]);
  expect(routeSteps([])).toHaveLength(1);
});
