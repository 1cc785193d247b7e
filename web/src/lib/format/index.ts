export { amountInWords } from "./amount-in-words";
export { formatDate, formatDateTime, formatShort, formatSince } from "./dates";
export * from "./decimal";
export { formatCapped, formatCount, formatDecimal, formatMoney, formatSize } from "./money";
export * from "./typed";
