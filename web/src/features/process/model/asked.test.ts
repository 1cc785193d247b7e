import { expect, test } from "vitest";

import { askedOf } from "./asked";
import type { TrailRow } from "./work-item";

const row = (seq: number, verb: string, opinion: string, ...people: string[]): TrailRow =>
  ({
    seq,
    at: `2026-11-24T0${String(seq)}`,
    verb,
    opinion,
    details: { people: people.map((id) => ({ id, name: id })) },
  }) as unknown as TrailRow;

test("the latest words by which others brought it to me", () => {
  const rows = [
    row(1, "submit", "请审批"),
    row(2, "consult", "在年度计划内吗？", "me", "other"),
    row(3, "consult", "另问他人", "other"),
    row(4, "notify", "请知悉", "me"),
  ];
  expect(askedOf({ opinions: rows, received_at: "" }, "me")?.seq).toBe(2);
  expect(askedOf({ opinions: rows, received_at: "" }, "other")?.seq).toBe(3);
  expect(askedOf({ opinions: rows, received_at: "" }, "nobody")).toBeNull();
});

test("who was asked without a word reads nothing", () => {
  const opinions = [row(1, "transfer", "早先的话", "me"), row(2, "transfer", "", "me")];
  expect(askedOf({ opinions, received_at: "" }, "me")).toBeNull();
});

test("a return counts for the item that it opened, not for one that came before or after", () => {
  const opinions = [row(1, "transfer", "请办理", "me"), row(2, "return", "请补充"), row(3, "approve", "好")];
  expect(askedOf({ opinions, received_at: "2026-11-24T02" }, "me")?.seq).toBe(2);
  expect(askedOf({ opinions, received_at: "2026-11-24T01" }, "me")?.seq).toBe(1);
  expect(askedOf({ opinions, received_at: "2026-11-24T03" }, "nobody")).toBeNull();
});
