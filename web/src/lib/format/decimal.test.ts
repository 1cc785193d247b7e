import { expect, test } from "vitest";
import { compareDecimals, groupThousands, sumDecimals, withPlaces } from "./decimal";

test("sums are exact where floats are not", () => {
  expect(sumDecimals(["0.1", "0.2"])).toBe("0.3");
  expect(sumDecimals(["99999999999999.99", "0.01"])).toBe("100000000000000.00");
  expect(sumDecimals(["1", "x", "-0.5"])).toBe("0.5");
  expect(sumDecimals([])).toBe("0");
});

test("comparison looks at the value, not at the text", () => {
  expect(compareDecimals("10.0", "9.99")).toBe(1);
  expect(compareDecimals("1.50", "1.5")).toBe(0);
  expect(compareDecimals("-2", "1")).toBe(-1);
});

test("places are rounded half away from zero and thousands grouped", () => {
  expect(withPlaces("1.005", 2)).toBe("1.01");
  expect(withPlaces("-1.005", 2)).toBe("-1.01");
  expect(groupThousands("1234567.5")).toBe("1,234,567.50");
  expect(groupThousands("-1000", 0)).toBe("-1,000");
});
