/** Exact decimal arithmetic on the strings that the API speaks ("1234.50"): a float would lose cents. */

interface Parts {
  units: bigint;
  scale: number;
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/;

function parts(text: string): Parts | null {
  const match = DECIMAL.exec(text.trim());
  if (!match) return null;
  const [, sign = "", whole = "", fraction = ""] = match;
  if (whole === "" && fraction === "") return null;
  const units = BigInt(whole + fraction || "0");
  return { units: sign === "-" ? -units : units, scale: fraction.length };
}

function rescale(value: Parts, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}

function render(units: bigint, scale: number): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale > 0 ? `.${digits.slice(-scale)}` : "";
  return `${negative ? "-" : ""}${whole}${fraction}`;
}

/** True when the text is a plain decimal such as "12", "-0.5" or ".5". */
export function isDecimal(text: string): boolean {
  return parts(text) !== null;
}

/** Sum of decimal strings with the largest number of places among them; anything unreadable is left out. */
export function sumDecimals(values: readonly string[]): string {
  const read = values.map(parts).filter((value): value is Parts => value !== null);
  const scale = read.reduce((most, value) => Math.max(most, value.scale), 0);
  return render(
    read.reduce((total, value) => total + rescale(value, scale), 0n),
    scale,
  );
}

/** Negative, zero or positive as `left` is less than, equal to or greater than `right`. */
export function compareDecimals(left: string, right: string): number {
  const [a, b] = [parts(left), parts(right)];
  if (!a || !b) return 0;
  const scale = Math.max(a.scale, b.scale);
  const difference = rescale(a, scale) - rescale(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Number of places after the point. */
export function placesOf(text: string): number {
  return parts(text)?.scale ?? 0;
}

/** The text with exactly `scale` places, rounded half away from zero; null when it is no decimal. */
export function withPlaces(text: string, scale: number): string | null {
  const value = parts(text);
  if (!value) return null;
  if (value.scale <= scale) return render(rescale(value, scale), scale);
  const divisor = 10n ** BigInt(value.scale - scale);
  const half = divisor / 2n;
  const rounded = value.units < 0n ? (value.units - half) / divisor : (value.units + half) / divisor;
  return render(rounded, scale);
}

/** "1234567.5" as "1,234,567.50" (two places unless told). */
export function groupThousands(text: string, scale = 2): string {
  const fixed = withPlaces(text, scale);
  if (fixed === null) return text;
  const [whole = "", fraction] = fixed.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
