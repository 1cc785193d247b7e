import dayjs from "dayjs";

import { i18next } from "@/lib/i18n";

/** "2026-11-22 14:05"; empty for no value. */
export function formatDateTime(value: string | null | undefined): string {
  return value ? dayjs(value).format("YYYY-MM-DD HH:mm") : "";
}

/** "2026-11-22"; empty for no value. */
export function formatDate(value: string | null | undefined): string {
  return value ? dayjs(value).format("YYYY-MM-DD") : "";
}

/** In a list: the time today, month and day within the year, else the whole date. */
export function formatShort(value: string | null | undefined, now = dayjs()): string {
  if (!value) return "";
  const moment = dayjs(value);
  if (moment.isSame(now, "day")) return moment.format("HH:mm");
  return moment.isSame(now, "year") ? moment.format("MM-DD HH:mm") : moment.format("YYYY-MM-DD");
}

/** How long ago something began: "刚刚", or what `told` makes of one rounded unit: "3 天", "5 小时", "12 分钟". */
export function formatSince(from: string, told = (span: string) => span, now: string | dayjs.Dayjs = dayjs()): string {
  const minutes = dayjs(now).diff(dayjs(from), "minute");
  if (minutes < 1) return i18next.t("common:span.none");
  if (minutes < 60) return told(i18next.t("common:span.minutes", { count: minutes }));
  if (minutes < 48 * 60) return told(i18next.t("common:span.hours", { count: Math.floor(minutes / 60) }));
  return told(i18next.t("common:span.days", { count: Math.floor(minutes / 1440) }));
}
