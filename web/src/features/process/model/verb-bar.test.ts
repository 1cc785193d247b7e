import { expect, test } from "vitest";
import { arrangeVerbs, demandsOpinion, verbForKey } from "./verb-bar";

const OFFERS = [
  { verb: "transfer", allowed: true },
  { verb: "take-back", allowed: false, reason: "下一处理人已打开，不能取回" },
  { verb: "approve", allowed: true, opinion: "optional" as const },
  { verb: "return", allowed: true, opinion: "required" as const },
  { verb: "reject", allowed: true, opinion: "required" as const },
  { verb: "teleport", allowed: true },
];

test("verbs that were not offered or are unknown are never shown", () => {
  const { shown, more } = arrangeVerbs(OFFERS, 99);
  expect([...shown, ...more].map(({ verb }) => verb)).toEqual(["approve", "return", "reject", "transfer", "take-back"]);
});

test("a refused verb keeps its reason and gives way to those that work", () => {
  const { shown, more } = arrangeVerbs(OFFERS, 4);
  expect(shown.map(({ verb }) => verb)).toEqual(["approve", "return", "reject", "transfer"]);
  expect(more).toMatchObject([{ verb: "take-back", allowed: false, reason: "下一处理人已打开，不能取回" }]);
});

test("approve acts at once, return and reject ask first", () => {
  const { shown } = arrangeVerbs(OFFERS, 3);
  expect(shown.map(({ direct }) => direct)).toEqual([true, false, false]);
  expect(shown.filter(demandsOpinion).map(({ verb }) => verb)).toEqual(["return", "reject"]);
});

test("keys mean only what is offered and allowed", () => {
  expect(verbForKey("A", OFFERS)?.verb).toBe("approve");
  expect(verbForKey("r", OFFERS)?.verb).toBe("return");
  expect(verbForKey("r", [{ verb: "return", allowed: false }])).toBeUndefined();
  expect(verbForKey("x", OFFERS)).toBeUndefined();
});
