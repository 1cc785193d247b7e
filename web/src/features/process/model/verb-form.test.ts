import { expect, test } from "vitest";

import { bodyOf, emptyDraft, missing, questionsOf } from "./verb-form";

const RETURN = {
  verb: "return",
  allowed: true,
  opinion: "required" as const,
  targets: [
    { id: "initiator", name: "申请人" },
    { id: "head", name: "部门负责人" },
  ],
};

test("a return asks where to, how back and why, and cannot go without a reason", () => {
  const draft = emptyDraft(RETURN, " ");
  expect(questionsOf(RETURN)).toEqual(["target", "then", "opinion"]);
  expect(missing(RETURN, draft)).toBe("opinion");
  expect(bodyOf(RETURN, { ...draft, opinion: " 缺附件 ", then: "straight_back" })).toEqual({
    target: "initiator",
    then: "straight_back",
    opinion: "缺附件",
  });
});

test("a transfer needs one person, added signers several and a place", () => {
  const transfer = { verb: "transfer", allowed: true, opinion: "optional" as const };
  const people = [
    { id: "p1", name: "甲" },
    { id: "p2", name: "乙" },
  ];
  expect(missing(transfer, emptyDraft(transfer, ""))).toBe("person");
  expect(bodyOf(transfer, { ...emptyDraft(transfer, ""), people })).toEqual({ opinion: "", person_id: "p1" });
  const signers = { ...transfer, verb: "add-signers" };
  expect(bodyOf(signers, { ...emptyDraft(signers, "请会签"), people, position: "before" })).toEqual({
    opinion: "请会签",
    person_ids: ["p1", "p2"],
    position: "before",
  });
});

test("where the API takes no opinion none is asked and none is sent", () => {
  const claim = { verb: "claim", allowed: true, opinion: "none" as const };
  expect(questionsOf(claim)).toEqual([]);
  expect(bodyOf(claim, emptyDraft(claim, "x"))).toEqual({});
});

test("the steps after who gave it back may be none, a whole route may not", () => {
  const lay = { verb: "lay-route", allowed: true, opinion: "none" as const, route: [] };
  expect(missing(lay, { ...emptyDraft(lay, ""), steps: [] })).toBe("steps");
  const back = { ...lay, straight_back: true };
  expect(missing(back, emptyDraft(back, ""))).toBeNull();
  expect(bodyOf(back, emptyDraft(back, ""))).toEqual({ steps: [] });
});
