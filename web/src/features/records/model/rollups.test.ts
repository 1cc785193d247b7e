import { expect, test } from "vitest";

import type { FieldDefinition, LedgerBinding } from "./definition";
import { ledgerKey } from "./ledger-key";
import { withRollups } from "./rollups";

const FIELDS: FieldDefinition[] = [
  {
    code: "amount",
    type: "money",
    title: "总额",
    computed: { rollup: { lines: "lines", function: "sum", field: "amount" } },
  },
  { code: "count", type: "integer", title: "行数", computed: { rollup: { lines: "lines", function: "count" } } },
  {
    code: "most",
    type: "money",
    title: "最大",
    computed: { rollup: { lines: "lines", function: "max", field: "amount" } },
  },
];

test("totals follow what is typed, unreadable amounts do not count", () => {
  const lines = ["9.9", "１0", "x"].map((amount, index) => ({ key: String(index), values: { amount } }));
  expect(withRollups(FIELDS, { lines })).toMatchObject({ amount: "19.90", count: "3", most: "10.00" });
  expect(withRollups(FIELDS, {})).toMatchObject({ amount: "0.00", count: "0", most: null });
});

const BINDING: LedgerBinding = {
  code: "expense.quota",
  lines: "lines",
  amount: "amount",
  date: "date",
  key: { cost_centre: "record.cost_centre", expense_type: "expense_type" },
};

test("a line names its pool only when all its keys and its day are there", () => {
  const record = { cost_centre: { id: "c1", title: "信息部" } };
  const line = { expense_type: { id: "t1", title: "差旅" }, date: "2026/3/5" };
  expect(ledgerKey(BINDING, line, record)).toEqual({ date: "2026-03-05", cost_centre: "c1", expense_type: "t1" });
  expect(ledgerKey(BINDING, line, {})).toBeNull();
  expect(ledgerKey(BINDING, { ...line, date: "下周" }, record)).toBeNull();
  expect(ledgerKey(BINDING, { ...line, expense_type: { id: "", title: "没找到" } }, record)).toBeNull();
});
