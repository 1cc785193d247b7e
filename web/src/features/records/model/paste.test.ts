import { expect, test } from "vitest";
import type { FieldDefinition } from "./definition";
import { looksLikeTable, mapColumns, readCell, readPaste, splitTable } from "./paste";

const FIELDS: FieldDefinition[] = [
  { code: "expense_type", type: "lookup", title: { zh: "费用类型", en: "Expense type" } },
  { code: "occurred_on", type: "date", title: { zh: "发生日期", en: "Date" } },
  { code: "amount", type: "money", title: { zh: "金额", en: "Amount" } },
  { code: "invoice_number", type: "text", title: { zh: "发票号码", en: "Invoice number" }, max_length: 20 },
  {
    code: "way",
    type: "choice",
    title: { zh: "方式", en: "Way" },
    options: [{ code: "train", title: { zh: "火车", en: "Train" } }],
  },
];
const [, dateField, amountField, textField, choiceField] = FIELDS as [
  FieldDefinition,
  FieldDefinition,
  FieldDefinition,
  FieldDefinition,
  FieldDefinition,
];

test("quoted cells keep tabs, line breaks and quotes", () => {
  expect(splitTable('a\t"b\nc"\t"d ""e"""\r\nf\tg\th\n')).toEqual([
    ["a", "b\nc", 'd "e"'],
    ["f", "g", "h"],
  ]);
});

test("blank rows of a selection are no lines", () => {
  expect(splitTable("\t\t\n1\t2\n\n")).toEqual([["1", "2"]]);
});

test("only several cells make a table", () => {
  expect(looksLikeTable("一段文字")).toBe(false);
  expect(looksLikeTable("一段文字\n")).toBe(false);
  expect(looksLikeTable("1\t2")).toBe(true);
});

test("headings in another order decide the columns", () => {
  const rows = splitTable("金额（元）\t发生日期\t备注\n12\t2026-01-02\tx");
  const plain = splitTable("金 额\t发生日期\t备注\n12\t2026-01-02\tx");
  expect(mapColumns(rows, FIELDS).headed).toBe(true);
  expect(mapColumns(plain, FIELDS).columns.map((field) => field?.code)).toEqual(["amount", "occurred_on", undefined]);
});

test("without headings the order of the table counts from the pasted column", () => {
  const [row] = readPaste("2026/3/5\t1,234.5", FIELDS, 1);
  expect(row?.cells.map(({ field, value }) => [field, value])).toEqual([
    ["occurred_on", "2026-03-05"],
    ["amount", "1234.5"],
  ]);
});

test.each([
  ["2026年3月5日", "2026-03-05"],
  ["2026.03.05", "2026-03-05"],
  ["20260305", "2026-03-05"],
  ["2026/3/5 0:00:00", "2026-03-05"],
])("date %s", (raw, value) => {
  expect(readCell(dateField, raw).value).toBe(value);
});

test.each(["2026-02-30", "3月5日", "1899-01-01", "x"])("%s is no date and stays visible", (raw) => {
  expect(readCell(dateField, raw)).toMatchObject({ value: undefined, reason: "not_a_date", raw });
});

test.each([
  ["¥1,234.50", "1234.50"],
  ["￥1 234.5元", "1234.5"],
  ["(12.00)", "-12.00"],
  [".5", "0.5"],
  ["007", "7"],
])("amount %s", (raw, value) => {
  expect(readCell(amountField, raw).value).toBe(value);
});

test("full-width digits are read and said to be so", () => {
  expect(readCell(amountField, "１，２３４．５０")).toMatchObject({ value: "1234.50", normalized: true });
});

test.each([
  ["12.345", "too_many_places"],
  ["12,34", "not_a_number"],
  ["abc", "not_a_number"],
  ["1e5", "not_a_number"],
])("amount %s is refused", (raw, reason) => {
  expect(readCell(amountField, raw)).toMatchObject({ value: undefined, reason });
});

test("a choice is found by its title in either language, a text has its limit", () => {
  expect(readCell(choiceField, "火车").value).toBe("train");
  expect(readCell(choiceField, "TRAIN").value).toBe("train");
  expect(readCell(choiceField, "飞机")).toMatchObject({ value: undefined, reason: "not_an_option" });
  expect(readCell(textField, "9".repeat(21)).reason).toBe("too_long");
});

test("an empty cell is empty, not wrong", () => {
  expect(readCell(amountField, " ")).toMatchObject({ value: null });
});
