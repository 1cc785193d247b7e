import { expect, test } from "vitest";

import type { ObjectTypeDefinition } from "./definition";
import { filterSearch, listState, nextSort } from "./list-state";

const DEFINITION: ObjectTypeDefinition = {
  code: "expense.claim",
  title: "报销单",
  fields: [],
  forms: [],
  views: [
    { code: "all", title: "全部", columns: ["number", "amount"], sort: ["-created_at"] },
    {
      code: "large",
      title: "大额",
      columns: ["number"],
      filter: { and: [{ field: "amount", op: "ge", value: "50000" }] },
    },
  ],
};
const KNOWN = new Set(["number", "amount", "status"]);
const LARGE = DEFINITION.views[1];

test("the address wins over the habit, the habit over the view", () => {
  expect(listState(DEFINITION, {}, {}, KNOWN).columns).toEqual(["number", "amount"]);
  expect(listState(DEFINITION, {}, { columns: ["amount"] }, KNOWN).columns).toEqual(["amount"]);
  expect(listState(DEFINITION, { columns: "status,gone" }, { columns: ["amount"] }, KNOWN).columns).toEqual(["status"]);
});

test("an unknown view is the first one; its filter and sort hold until the person changes them", () => {
  expect(listState(DEFINITION, { view: "x" }, {}, KNOWN).view?.code).toBe("all");
  expect(listState(DEFINITION, { view: "large" }, {}, KNOWN).conditions).toHaveLength(1);
  expect(listState(DEFINITION, { view: "large", filter: '{"and":[]}' }, {}, KNOWN).conditions).toEqual([]);
});

test("clearing a view's own filter is kept in the address, returning to it leaves the address clean", () => {
  expect(filterSearch(LARGE, [])).toBe('{"and":[]}');
  expect(filterSearch(LARGE, LARGE?.filter?.and ?? [])).toBeUndefined();
  expect(filterSearch(DEFINITION.views[0], [])).toBeUndefined();
});

test("a column's clicks go up, down, away", () => {
  expect(nextSort("-created_at", "amount")).toBe("amount");
  expect(nextSort("amount", "amount")).toBe("-amount");
  expect(nextSort("-amount", "amount")).toBeUndefined();
});
