import dayjs from "dayjs";
import { describe, expect, it } from "vitest";

import {
  formatCapped,
  formatCount,
  formatDate,
  formatDateTime,
  formatDecimal,
  formatMoney,
  formatShort,
  formatSize,
  formatSince,
} from ".";

describe("money and numbers", () => {
  it("groups thousands and keeps two places", () => {
    expect(formatMoney("12345.6")).toBe("¥12,345.60");
    expect(formatMoney("-0.5")).toBe("-¥0.50");
    expect(formatMoney("99999999999999999.99")).toBe("¥99,999,999,999,999,999.99");
    expect(formatMoney(null)).toBe("");
  });

  it("keeps the places of a plain number and leaves other text alone", () => {
    expect(formatDecimal("1234567.125")).toBe("1,234,567.125");
    expect(formatDecimal(1000)).toBe("1,000");
    expect(formatDecimal("n/a", 2)).toBe("n/a");
  });

  it("marks a capped count", () => {
    expect(formatCount(10000, true)).toBe("10,000+");
    expect([formatCapped(9999), formatCapped(10000)]).toEqual(["9,999", "10,000+"]);
  });

  it("chooses the unit of a size", () => {
    expect(formatSize(512)).toBe("512 B");
    expect(formatSize(1536)).toBe("1.5 KB");
    expect(formatSize(52_428_800)).toBe("50.0 MB");
  });
});

describe("dates", () => {
  const now = dayjs("2026-11-22T14:05:00");

  it("prints date and time to the minute", () => {
    expect(formatDateTime("2026-11-22T14:05:09")).toBe("2026-11-22 14:05");
    expect(formatDate("2026-11-22T14:05:09")).toBe("2026-11-22");
    expect(formatDateTime(undefined)).toBe("");
  });

  it("is as short as the distance allows", () => {
    expect(formatShort("2026-11-22T09:01:00", now)).toBe("09:01");
    expect(formatShort("2026-03-01T09:01:00", now)).toBe("03-01 09:01");
    expect(formatShort("2025-12-31T09:01:00", now)).toBe("2025-12-31");
  });

  it("tells since when in one unit, and what has just begun in a word of its own", () => {
    const since = (from: string) => formatSince(from, (span) => `已 ${span}`, now);
    expect(since("2026-11-22T14:00:00")).toBe("已 5 分钟");
    expect(since("2026-11-21T14:00:00")).toBe("已 24 小时");
    expect(since("2026-11-12T14:00:00")).toBe("已 10 天");
    expect(since("2026-11-22T14:04:30")).toBe("刚刚");
    expect(since("2026-11-23T14:00:00")).toBe("刚刚");
  });
});
