import { expect, test } from "vitest";

import { askedOf } from "./asked";
import type { TrailRow } from "./work-item";

const row = (seq: number, verb: string, opinion: string, ...people: string[]): TrailRow =>
  ({ seq, verb, opinion, details: { people: people.map((id) => ({ id, name: id })) } }) as unknown as TrailRow;

test("the latest words by which others brought it to me", () => {
  const rows = [
    row(1, "submit", "请审批"),
    row(2, "consult", "在年度计划内吗？", "me", "other"),
    row(3, "consult", "另问他人", "other"),
    row(4, "notify", "请知悉", "me"),
  ];
  expect(askedOf(rows, "me")?.seq).toBe(2);
  expect(askedOf(rows, "other")?.seq).toBe(3);
  expect(askedOf(rows, "nobody")).toBeNull();
});

test("who was asked without a word reads nothing", () => {
  expect(askedOf([row(1, "transfer", "早先的话", "me"), row(2, "transfer", "", "me")], "me")).toBeNull();
});
