/* eslint-disable no-restricted-syntax -- the characters are what people type into cells, not texts of the interface */
/** What people type or paste into a cell, read as the value of a field; a reason code when it cannot be. */
import { placesOf } from "./decimal";

export type Reading = { ok: true; value: string; normalized: boolean } | { ok: false; reason: ParseReason };

export type ParseReason = "not_a_number" | "not_an_integer" | "too_many_places" | "not_a_date" | "not_a_boolean";

const FULL_WIDTH = /[\uFF01-\uFF5E\u3000]/;
const AMOUNT = /^[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?$/;
const DATE = /^(\d{4})\s*(?:-|\/|\.|年)\s*(\d{1,2})\s*(?:-|\/|\.|月)\s*(\d{1,2})\s*日?(?:[ T].*)?$/;
const COMPACT_DATE = /^(\d{4})(\d{2})(\d{2})$/;

/** True when the text contains full-width digits, points or letters as a Chinese input method types them. */
export function hasFullWidth(text: string): boolean {
  return FULL_WIDTH.test(text);
}

/** Full-width forms as their ordinary ones: "１２３．５" becomes "123.5". */
export function toHalfWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00A0]/g, " ");
}

/** "¥1,234.50", "1 234.5 元", "(12.00)" or "１２３４．５" as a plain decimal with at most `scale` places. */
export function readDecimal(text: string, scale = 2): Reading {
  const half = toHalfWidth(text).trim();
  const negative = /^\(.*\)$/.test(half);
  const bare = half
    .replace(/^\((.*)\)$/, "$1")
    .replace(/^(CNY|RMB|¥|\uFFE5)\s*/i, "")
    .replace(/\s*(元|CNY|RMB)$/i, "")
    .replace(/。/g, ".")
    .replace(/\s/g, "");
  if (bare === "" || !AMOUNT.test(bare) || !/\d/.test(bare)) return { ok: false, reason: "not_a_number" };
  const plain = tidy((negative ? "-" : "") + bare.replace(/,/g, "").replace(/^\+/, ""));
  if (placesOf(dropTrailingZeros(plain)) > scale) return { ok: false, reason: "too_many_places" };
  return { ok: true, value: plain, normalized: hasFullWidth(text) };
}

function tidy(plain: string): string {
  const withZero = plain.replace(/^(-?)\./, "$10.").replace(/\.$/, "");
  return withZero.replace(/^(-?)0+(?=\d)/, "$1");
}

function dropTrailingZeros(plain: string): string {
  return plain.includes(".") ? plain.replace(/\.?0+$/, "") : plain;
}

/** A whole number; thousands separators are allowed. */
export function readInteger(text: string): Reading {
  const reading = readDecimal(text, 0);
  if (reading.ok) return { ...reading, value: reading.value.split(".")[0] ?? reading.value };
  return { ok: false, reason: reading.reason === "too_many_places" ? "not_an_integer" : reading.reason };
}

/** 2026-11-22, 2026/11/2, 2026.11.02, 2026年11月2日, 20261102 (and a time behind it) as ISO date 2026-11-02. */
export function readDate(text: string): Reading {
  const half = toHalfWidth(text).trim();
  const match = DATE.exec(half) ?? COMPACT_DATE.exec(half);
  if (!match) return { ok: false, reason: "not_a_date" };
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!real || year < 1900) return { ok: false, reason: "not_a_date" };
  return { ok: true, value: date.toISOString().slice(0, 10), normalized: hasFullWidth(text) };
}

const YES = new Set(["true", "yes", "y", "1", "是", "√", "✓", "有"]);
const NO = new Set(["false", "no", "n", "0", "否", "×", "无", ""]);

/** 是/否, yes/no, true/false, 1/0. */
export function readBoolean(text: string): Reading {
  const bare = toHalfWidth(text).trim().toLowerCase();
  if (YES.has(bare)) return { ok: true, value: "true", normalized: false };
  if (NO.has(bare)) return { ok: true, value: "false", normalized: false };
  return { ok: false, reason: "not_a_boolean" };
}
