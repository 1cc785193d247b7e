/* eslint-disable no-restricted-syntax -- capital digits are data, not interface text */
/** Chinese capital amounts (人民币大写) by the rules of 支付结算办法, annex 1. */
import { withPlaces } from "./decimal";

const DIGITS = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
const PLACES = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿", "万亿", "亿亿"];

function fourDigits(text: string): string {
  let words = "";
  let zeroPending = false;
  [...text].forEach((digit, index) => {
    const value = Number(digit);
    if (value === 0) {
      zeroPending = words !== "";
      return;
    }
    words += (zeroPending ? "零" : "") + DIGITS[value] + PLACES[text.length - 1 - index];
    zeroPending = false;
  });
  return words;
}

function wholeWords(whole: string): string {
  const groups: string[] = [];
  for (let end = whole.length; end > 0; end -= 4) groups.unshift(whole.slice(Math.max(0, end - 4), end));
  let words = "";
  let gap = false;
  groups.forEach((group, index) => {
    const text = fourDigits(group);
    if (text === "") {
      gap = words !== "";
      return;
    }
    // A zero is spoken when a whole group is empty or when the group starts below its thousands.
    const spoken = words !== "" && (gap || group.startsWith("0"));
    words += (spoken ? "零" : "") + text + GROUPS[groups.length - 1 - index];
    gap = false;
  });
  return words;
}

/**
 * The amount (a decimal string in yuan) in capital words, for example "12345.6" as 壹万贰仟叁佰肆拾伍元陆角整.
 * Null when the text is no amount or has more than twenty digits before the point.
 */
export function amountInWords(amount: string): string | null {
  const fixed = withPlaces(amount, 2);
  if (fixed === null) return null;
  const negative = fixed.startsWith("-");
  const [rawWhole = "0", cents = "00"] = fixed.replace("-", "").split(".");
  const whole = rawWhole.replace(/^0+(?=\d)/, "");
  if (whole.length > 20) return null;
  const [jiao, fen] = [Number(cents[0]), Number(cents[1])];
  const yuan = wholeWords(whole);
  let words = yuan === "" ? "" : `${yuan}元`;
  if (jiao === 0 && fen === 0) words = `${words === "" ? "零元" : words}整`;
  else {
    if (jiao > 0) words += `${DIGITS[jiao]}角`;
    else if (yuan !== "") words += "零";
    words += fen > 0 ? `${DIGITS[fen]}分` : "整";
  }
  return negative ? `负${words}` : words;
}
