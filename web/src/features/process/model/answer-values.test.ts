import { expect, it } from "vitest";

import { valuesOf } from "./answer-values";

it("keeps numbers and true as what they are, and document numbers as text", () => {
  const rows = [
    { name: "amount", value: "12.5" },
    { name: " paid ", value: "true" },
    { name: "voucher", value: "00012" },
    { name: "card", value: "6222020200112233445" },
    { name: "", value: "lost" },
  ];
  expect(valuesOf(rows)).toEqual({ amount: 12.5, paid: true, voucher: "00012", card: "6222020200112233445" });
});
