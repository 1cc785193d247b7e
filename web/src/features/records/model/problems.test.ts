import { expect, test } from "vitest";
import { anchorOf, locate, locateProblems, messagesFor, withoutField } from "./problems";

test.each([
  ["amount", { top: "amount" }],
  ["values.amount", { top: "amount" }],
  ["body.values.lines[2].amount", { top: "lines", line: 2, column: "amount" }],
  ["lines[2].values.amount", { top: "lines", line: 2, column: "amount" }],
  ["lines.0", { top: "lines", line: 0 }],
])("path %s", (path, place) => {
  expect(locate(path)).toEqual(place);
});

const PROBLEMS = locateProblems([
  { field: "reason", detail: "请填写事由" },
  { field: "lines[0].amount", detail: "金额须大于 0" },
  { field: "lines[1].amount", detail: "超出额度" },
  { field: "lines", detail: "请至少填写一行" },
]);

test("each message stands beside its own field", () => {
  expect(messagesFor(PROBLEMS, "reason")).toEqual(["请填写事由"]);
  expect(messagesFor(PROBLEMS, "lines", 0, "amount")).toEqual(["金额须大于 0"]);
  expect(messagesFor(PROBLEMS, "lines")).toEqual(["请至少填写一行"]);
  expect(messagesFor(PROBLEMS, "lines", 0)).toEqual([]);
});

test("a changed cell loses its message, other lines keep theirs", () => {
  const left = withoutField(PROBLEMS, "lines", 0, "amount");
  expect(messagesFor(left, "lines", 0, "amount")).toEqual([]);
  expect(messagesFor(left, "lines", 1, "amount")).toEqual(["超出额度"]);
  expect(messagesFor(left, "reason")).toHaveLength(1);
});

test("the jump list and the control agree on the anchor", () => {
  expect(anchorOf("lines", 2, "amount")).toBe("field-lines-2-amount");
  expect(anchorOf("reason")).toBe("field-reason");
});
