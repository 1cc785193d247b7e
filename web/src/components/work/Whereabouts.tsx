import { useTranslation } from "react-i18next";

import type { CurrentActivity } from "@/lib/data";
import { formatDateTime, formatSince } from "@/lib/format";

import { handlerName, unattended } from "./present";

type Place = Pick<CurrentActivity, "activity" | "name" | "handlers" | "since" | "stopped" | "waits" | "until">;

const MOST_NAMES = 3;

/** "财务经理审批 · 王芳、李强 · 已 2 天": where it is, with whom, since when. */
export function Whereabouts({ current }: { current: readonly Place[] }) {
  const { t } = useTranslation();
  return current.map((place, index) => (
    <span key={`${place.activity} ${place.name}`} title={formatDateTime(place.since)}>
      {index > 0 && t("work.placeSeparator")}
      {[
        place.name,
        unattended(place) ||
          handlerNames(place, t("work.nameSeparator"), t("work.andMore", { count: place.handlers.length })),
        place.since === null ? "" : formatSince(place.since, (span) => t("work.since", { span })),
      ]
        .filter((part) => part !== "")
        .join(" · ")}
    </span>
  ));
}

function handlerNames(place: Place, separator: string, andMore: string): string {
  const names = place.handlers.slice(0, MOST_NAMES).map(handlerName);
  return names.join(separator) + (place.handlers.length > MOST_NAMES ? andMore : "");
}
