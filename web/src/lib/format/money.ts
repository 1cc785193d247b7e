import { withPlaces } from "./decimal";

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** A decimal string with thousands separators; the number of places stays unless `places` is given. */
export function formatDecimal(value: string | number | null | undefined, places?: number): string {
  if (value == null || value === "") return "";
  const text = String(value);
  const fixed = places === undefined ? text : withPlaces(text, places);
  if (fixed === null) return text;
  const negative = fixed.startsWith("-");
  const [whole = "0", fraction] = fixed.replace(/^[+-]/, "").split(".");
  return `${negative ? "-" : ""}${grouped(whole)}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** Yuan as documents print it: "12345.6" -> "¥12,345.60". Empty for no value. */
export function formatMoney(value: string | number | null | undefined): string {
  const text = formatDecimal(value, 2);
  if (text === "") return "";
  return text.startsWith("-") ? `-¥${text.slice(1)}` : `¥${text}`;
}

/** A count as lists show it; above the server's cap "10,000+". */
export function formatCount(count: number, capped = false): string {
  return `${formatDecimal(count)}${capped ? "+" : ""}`;
}

const COUNT_CAP = 10_000;

/** A count of the portal: the server stops at 10,000 and then means "10,000+". */
export function formatCapped(count: number): string {
  return formatCount(count, count >= COUNT_CAP);
}

/** Bytes in the unit a person would choose: 1536 -> "1.5 KB". */
export function formatSize(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ""}`;
}
