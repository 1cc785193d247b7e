import { expect, test } from "vitest";

import { marksOf } from "./marks";

const NOW = {
  subject: "改后",
  lines: [
    { id: "a", values: { amount: "80.00" } },
    { id: "c", values: {} },
  ],
};
const MARKS = marksOf(
  [
    { field: "subject", line: null, column: null, kind: "changed" },
    { field: "lines", line: "a", column: "amount", kind: "changed" },
    { field: "lines", line: "b", column: null, kind: "removed" },
    { field: "lines", line: "c", column: null, kind: "added" },
  ],
  NOW,
);

test("a changed field and a changed cell know what they are now", () => {
  expect(MARKS.of("subject")).toEqual({ now: "改后" });
  expect(MARKS.of("lines", "a", "amount")).toEqual({ now: "80.00" });
});

test("what is as it was has no mark", () => {
  expect(MARKS.of("note")).toBeNull();
  expect(MARKS.of("lines", "a", "date")).toBeNull();
  expect(MARKS.of("lines", "b", "amount")).toBeNull();
});

test("rows that went are marked, rows that came are counted", () => {
  expect([MARKS.isRemoved("lines", "b"), MARKS.isRemoved("lines", "a"), MARKS.isRemoved("lines", undefined)]).toEqual([
    true,
    false,
    false,
  ]);
  expect([MARKS.added("lines"), MARKS.added("other")]).toEqual([1, 0]);
});
