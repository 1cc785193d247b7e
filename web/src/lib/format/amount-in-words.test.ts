import { expect, test } from "vitest";
import { amountInWords } from "./amount-in-words";

// The first rows are the examples of 支付结算办法, annex 1.
test.each([
  ["1409.50", "壹仟肆佰零玖元伍角整"],
  ["6007.14", "陆仟零柒元壹角肆分"],
  ["1680.32", "壹仟陆佰捌拾元叁角贰分"],
  ["107000.53", "壹拾万柒仟元伍角叁分"],
  ["16409.02", "壹万陆仟肆佰零玖元零贰分"],
  ["325.04", "叁佰贰拾伍元零肆分"],
  ["0", "零元整"],
  ["0.05", "伍分"],
  ["0.50", "伍角整"],
  ["10", "壹拾元整"],
  ["100000000", "壹亿元整"],
  ["100000001", "壹亿零壹元整"],
  ["1000000000000", "壹万亿元整"],
  ["20030004000.10", "贰佰亿叁仟万肆仟元壹角整"],
  ["-12.30", "负壹拾贰元叁角整"],
])("%s yuan in capital words", (amount, words) => {
  expect(amountInWords(amount)).toBe(words);
});

test("what is no amount has no words", () => {
  expect(amountInWords("")).toBeNull();
  expect(amountInWords("12a")).toBeNull();
  expect(amountInWords("123456789012345678901")).toBeNull();
});
