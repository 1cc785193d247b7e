import { expect, test } from "vitest";
import { decodeFilter, encodeFilter, filterableFields, isComplete } from "./filter";

test("an incomplete condition is not sent", () => {
  expect(isComplete({ field: "a", op: "eq" })).toBe(false);
  expect(isComplete({ field: "a", op: "between", value: ["1", null] })).toBe(false);
  expect(isComplete({ field: "a", op: "me" })).toBe(true);
  expect(encodeFilter([{ field: "a", op: "eq", value: "" }])).toBeUndefined();
});

test("a filter survives the address", () => {
  const conditions = [
    { field: "amount", op: "ge", value: "5000" },
    { field: "owner", op: "me" },
  ];
  expect(decodeFilter(encodeFilter(conditions))).toEqual(conditions);
});

test.each(["{", "[]", '{"and":1}', '{"and":[{"x":1}]}', undefined])("%s in an address filters nothing", (text) => {
  expect(decodeFilter(text)).toEqual([]);
});

test("masked and hidden fields cannot be filtered", () => {
  const fields = ["a", "b", "c"].map((code) => ({ code, type: "text" as const, title: code }));
  expect(filterableFields(fields, { a: "masked", b: "hidden", c: "read" }).map(({ code }) => code)).toEqual(["c"]);
});
