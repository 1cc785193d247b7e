import { expect, it } from "vitest";

import { furtherSummary, shortTitle, summaryText } from "./present";

const item = {
  title: "费用报销 · 陈祖轩 · BX-2026-000010 接待外商考察团",
  process_title: "费用报销",
  initiator: { id: "p", name: "陈祖轩" },
  summary: [
    { title: "单号", value: "BX-2026-000010", type: "serial_number" },
    { title: "报销总额", value: "1280.00", type: "money" },
  ],
};

it("leaves out of the title what the list shows beside it", () => {
  expect(shortTitle(item)).toBe("BX-2026-000010 接待外商考察团");
  expect(shortTitle({ ...item, title: "其他 · 标题 · 一" })).toBe("其他 · 标题 · 一");
  expect(shortTitle({ ...item, title: "费用报销 · 陈祖轩" })).toBe("费用报销 · 陈祖轩");
});

it("shows only what the title does not say, printed as in documents", () => {
  expect(furtherSummary(item).map(summaryText)).toEqual(["¥1,280.00"]);
  expect(summaryText({ title: "日期", value: "2026-11-22", type: "date" })).toBe("2026-11-22");
  expect(summaryText({ title: "张数", value: "12000", type: "integer" })).toBe("12,000");
});
