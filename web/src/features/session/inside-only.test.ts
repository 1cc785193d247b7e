import { expect, it } from "vitest";

import { insideOnly } from "./inside-only";

it.each([
  ["/work-items?box=todo", "/work-items?box=todo"],
  [undefined, "/"],
  ["https://elsewhere.example", "/"],
  ["//elsewhere.example", "/"],
  ["/\\elsewhere.example", "/"],
  ["javascript:alert(1)", "/"],
])("%s leads to %s", (next, place) => {
  expect(insideOnly(next)).toBe(place);
});
