import { expect, test } from "vitest";

import { routePath } from "./path";
import type { RouteStepShown } from "./work-item";

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
