import { expect, test } from "vitest";

import type { FieldDefinition } from "./definition";
import { asLines, encodeValues, hasUnreadable, mergeSaved, valueProblem } from "./values";

const LINES: FieldDefinition = {
  code: "lines",
  type: "line_items",
  title: "明细",
  fields: [
    { code: "amount", type: "money", title: "金额" },
    { code: "expense_type", type: "lookup", title: "费用类型" },
    { code: "tax", type: "money", title: "税额", computed: { expression: "amount * 0.06" } },
  ],
};
const FIELDS: FieldDefinition[] = [
  { code: "number", type: "serial_number", title: "编号" },
  { code: "reason", type: "text", title: "事由", max_length: 5 },
  {
    code: "total",
    type: "money",
    title: "合计",
    computed: { rollup: { lines: "lines", function: "sum", field: "amount" } },
  },
  { code: "payee", type: "person", title: "收款人" },
  LINES,
];

test("the wire carries ids and plain decimals, nothing that the server computes", () => {
  const wire = encodeValues(FIELDS, {
    number: "BX-1",
    reason: "出差",
    total: "12.00",
    payee: { id: "p1", title: "张三" },
    lines: [
      { key: "a", id: "l1", values: { amount: "１，０００．５", expense_type: { id: "t1", title: "差旅" }, tax: "1" } },
    ],
  });
  expect(wire).toEqual({
    reason: "出差",
    payee: "p1",
    lines: [{ id: "l1", values: { amount: "1000.5", expense_type: "t1" } }],
  });
});

test("an emptied field is null on the wire, an unreadable one is left out and known as such", () => {
  const values = { reason: "", lines: [{ key: "a", values: { amount: "12x" } }] };
  expect(encodeValues(FIELDS, values)).toEqual({ reason: null, lines: [{ values: {} }] });
  expect(encodeValues(FIELDS, { lines: [{ key: "blank", values: {} }] })).toEqual({ lines: [] });
  expect(hasUnreadable(FIELDS, values)).toBe(true);
  expect(hasUnreadable(FIELDS, { reason: "出差" })).toBe(false);
});

test("a pasted title that nobody found and an overlong text are marked", () => {
  expect(valueProblem(LINES.fields?.[1] as FieldDefinition, { id: "", title: "飞机" })).toBe("unknown_reference");
  expect(valueProblem(FIELDS[1] as FieldDefinition, "一二三四五六")).toBe("too_long");
});

test("after a save lines learn their ids even when a line was removed meanwhile", () => {
  const sent = {
    lines: [
      { key: "blank", values: {} },
      { key: "a", values: { amount: "1" } },
      { key: "b", values: { amount: "2" } },
    ],
  };
  const page = { reason: "新", lines: [{ key: "b", values: { amount: "7" } }] };
  const answer = {
    number: "BX-1",
    total: "9.00",
    lines: [
      { id: "1", values: { tax: "0.1" } },
      { id: "2", values: { tax: "0.2" } },
    ],
  };
  const merged = mergeSaved(FIELDS, page, sent, answer);
  expect(merged).toMatchObject({ reason: "新", number: "BX-1", total: "9.00" });
  expect(asLines(merged.lines)).toEqual([{ key: "b", id: "2", values: { amount: "7", tax: "0.2" } }]);
});
