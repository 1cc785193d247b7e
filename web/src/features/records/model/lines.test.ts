import { expect, test } from "vitest";

import type { FieldDefinition } from "./definition";
import { copyLine, moveLine, pasteRows, totalOf } from "./lines";
import { readPaste } from "./paste";
import type { Line } from "./values";

const AMOUNT: FieldDefinition = { code: "amount", type: "money", title: "金额" };
const FIELDS: FieldDefinition[] = [
  { code: "kind", type: "lookup", title: "费用类型" },
  AMOUNT,
  { code: "tax", type: "money", title: "税额", computed: { expression: "1" } },
  { code: "proof", type: "attachment", title: "附件" },
];
const line = (key: string, values: Record<string, unknown> = {}): Line => ({ key, id: key, values });
const keys = (lines: readonly Line[]) => lines.map(({ key }) => key);

test("a copy stands below its original, without id, computed values and files", () => {
  const [, copy] = copyLine([line("a", { amount: "5", tax: "1", proof: [{ id: "f" }] })], 0, FIELDS);
  expect(copy).toMatchObject({ values: { amount: "5" } });
  expect(copy?.id).toBeUndefined();
  expect(copy?.values).not.toHaveProperty("tax");
  expect(copy?.values).not.toHaveProperty("proof");
});

test("moving keeps the other lines in order and stays inside the table", () => {
  const lines = [line("a"), line("b"), line("c")];
  expect(keys(moveLine(lines, 0, 2))).toEqual(["b", "c", "a"]);
  expect(keys(moveLine(lines, 2, 0))).toEqual(["c", "a", "b"]);
  expect(keys(moveLine(lines, 0, -1))).toEqual(["a", "b", "c"]);
});

test("pasted rows cover lines from the cell on and add what is missing", () => {
  const rows = readPaste("差旅费\t100\n招待费\tx", FIELDS);
  const pasted = pasteRows([line("a"), line("b", { amount: "9", tax: "1" })], rows, 1, FIELDS);
  expect(pasted).toHaveLength(3);
  expect(pasted[1]).toMatchObject({ key: "b", values: { kind: { id: "", title: "差旅费" }, amount: "100", tax: "1" } });
  expect(pasted[2]?.values).toMatchObject({ amount: "x" });
});

test("the total is exact and leaves out what is no amount", () => {
  expect(
    totalOf([line("a", { amount: "0.10" }), line("b", { amount: "０.20" }), line("c", { amount: "x" })], AMOUNT),
  ).toBe("0.30");
});
