import { useTranslation } from "react-i18next";

import { positionOf, useOfferedPeople } from "@/components/people";
import { startable, useObjectTypes, usePortal } from "@/lib/data";
import { localized } from "@/lib/i18n";
import { useSession } from "@/lib/session";

import { navigation } from "./navigation";

export interface PaletteEntry {
  key: string;
  label: string;
  detail?: string;
  href: string;
}

export interface PaletteGroup {
  key: string;
  label: string;
  entries: PaletteEntry[];
}

const MOST_PEOPLE = 8;

/**
 * What is found for a query; `searching` while people are still looked for. They stand below the rest, which is there
 * at once: what comes later moves nothing away from under Enter.
 */
export function usePaletteEntries(query: string): { groups: PaletteGroup[]; searching: boolean } {
  const { t } = useTranslation("shell");
  const wanted = query.trim().toLowerCase();
  const types = useObjectTypes().data ?? [];
  const sections = navigation(t, useSession(), types, usePortal().data);
  const { people, searching } = useOfferedPeople(query.trim(), undefined, wanted !== "");
  const matches = (label: string): boolean => label.toLowerCase().includes(wanted);

  const menus = [
    ...sections.flatMap((section) => section.items).map(({ key, label, href }) => ({ key, label, href })),
    { key: "messages", label: t("menu.messages"), href: "/messages" },
    { key: "settings", label: t("menu.settings"), href: "/settings" },
  ].filter((entry) => matches(entry.label));
  const starts = startable(types)
    .map((type) => ({
      key: `new-${type.code}`,
      label:
        type.start_title == null ? t("palette.start", { title: localized(type.title) }) : localized(type.start_title),
      href: `/records/${type.code}/new`,
    }))
    .filter((entry) => matches(entry.label));
  const found =
    wanted === ""
      ? []
      : people.slice(0, MOST_PEOPLE).map((person) => ({
          key: person.id,
          label: person.name,
          detail: positionOf(person),
          href: `/organization?query=${encodeURIComponent(person.number ?? person.name)}`,
        }));

  const groups = [
    { key: "starts", label: t("palette.starts"), entries: starts },
    { key: "menus", label: t("palette.menus"), entries: menus },
    { key: "people", label: t("palette.people"), entries: found },
  ].filter((group) => group.entries.length > 0);
  return { groups, searching };
}
