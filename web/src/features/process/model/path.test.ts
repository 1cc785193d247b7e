import { expect, test } from "vitest";

import { pathOf, routePath } from "./path";
import type { RouteStepShown, TrailRow } from "./work-item";

const STEP: RouteStepShown = {
  key: "1",
  name: "领导会签",
  kind: "sequence",
  state: "current",
  beside: false,
  added: null,
  started_at: "2026-11-23T06:00:00Z",
  ended_at: null,
  people: [
    { id: "a", name: "张燕", state: "done" },
    { id: "b", name: "曾清琳", state: "current" },
    { id: "c", name: "饶莹含", state: "next" },
  ],
};

test("a step on its way tells who has handled it already", () => {
  expect(routePath([STEP])).toMatchObject([{ names: ["张燕", "曾清琳", "饶莹含"], handled: ["张燕"] }]);
});

test("a step that is over or to come marks nobody", () => {
  expect(routePath([{ ...STEP, state: "done" }])).toMatchObject([{ handled: [] }]);
});

const row = (seq: number, verb: string, verb_title: string, activity_name: string): TrailRow =>
  ({ seq, verb, verb_title, activity_name, person: { id: "a", name: "张燕" }, at: "" }) as unknown as TrailRow;

test("what was given back did not simply finish", () => {
  const trail = [
    row(1, "approve", "同意", "部门"),
    row(2, "return", "退回", "财务"),
    row(3, "approve", "同意", "部门"),
  ];
  expect(pathOf(trail, [], []).map(({ against }) => against)).toEqual([undefined, "退回", undefined]);
});
