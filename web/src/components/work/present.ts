import type { CurrentActivity, WorkItem } from "@/lib/data";
import { formatDate, formatDateTime, formatDecimal, formatMoney, formatShort } from "@/lib/format";
import { i18next } from "@/lib/i18n";

type SummaryEntry = WorkItem["summary"][number];

const SEPARATOR = " · ";

/** A value of a card as documents print it; the server sends money and dates bare. */
export function summaryText({ type, value }: SummaryEntry): string {
  switch (type) {
    case "money":
      return formatMoney(value);
    case "decimal":
    case "integer":
      return formatDecimal(value);
    case "date":
      return formatDate(value);
    case "datetime":
      return formatDateTime(value);
    default:
      return value;
  }
}

/** What the title does not say already. */
export function furtherSummary(item: Pick<WorkItem, "title" | "summary">): SummaryEntry[] {
  return item.summary.filter(({ value }) => !item.title.includes(value));
}

/**
 * The title without process and initiator, for lists that show these beside it. Titles are made in the language of
 * the group, so the process is known by its place, not by its name.
 */
export function shortTitle({ title, initiator }: Pick<WorkItem, "title" | "initiator">): string {
  const [process, name, ...rest] = title.split(SEPARATOR);
  return process !== undefined && name === initiator.name && rest.length > 0 ? rest.join(SEPARATOR) : title;
}

/** A handler by name; who left is told so, because nobody will act in his place by himself. */
export function handlerName({ name, left }: CurrentActivity["handlers"][number]): string {
  return left ? i18next.t("common:work.left", { name }) : name;
}

/** What a place waits for that nobody holds: an administrator, a time, another system; empty where people hold it. */
export function unattended(place: Pick<CurrentActivity, "stopped" | "waits" | "until">): string {
  if (place.stopped) return i18next.t("common:work.stopped");
  if (place.waits === null) return "";
  return i18next.t(`common:work.waits.${place.waits}`, { until: formatShort(place.until) });
}
