import type { TFunction } from "i18next";

import type { ObjectTypeSummary, PortalSummary } from "@/lib/data";
import { localized } from "@/lib/i18n";
import type { Session } from "@/lib/session";

export interface NavigationItem {
  key: string;
  label: string;
  /** Address inside the app, with its search part. */
  href: string;
  icon: NavigationIcon;
  /** The address of pages that belong to it and lie elsewhere. */
  also?: string;
  count?: number;
}

export type NavigationIcon =
  | "home"
  | "todo"
  | "done"
  | "read"
  | "sent"
  | "drafts"
  | "record"
  | "organization"
  | "jobs"
  | "messages"
  | "settings"
  | "audit"
  | "processes"
  | "incidents"
  | "start"
  | "me";

export interface NavigationSection {
  key: string;
  label: string | null;
  items: NavigationItem[];
}

/** The left menu: my work first, then the records I may see, then the rest. */
export function navigation(
  t: TFunction,
  session: Session,
  types: readonly ObjectTypeSummary[],
  portal: PortalSummary | undefined,
): NavigationSection[] {
  return [
    { key: "work", label: null, items: workItems(t, portal) },
    { key: "records", label: t("menu.records"), items: types.map(recordItem) },
    { key: "more", label: t("menu.more"), items: moreItems(t, session, portal) },
  ].filter((section) => section.items.length > 0);
}

function workItems(t: TFunction, portal: PortalSummary | undefined): NavigationItem[] {
  return [
    { key: "home", label: t("menu.home"), href: "/", icon: "home" },
    { key: "todo", label: t("menu.todo"), href: "/work-items?box=todo", icon: "todo", count: portal?.todo },
    { key: "done", label: t("menu.done"), href: "/work-items?box=done", icon: "done" },
    { key: "read", label: t("menu.read"), href: "/work-items?box=read", icon: "read" },
    { key: "sent", label: t("menu.sent"), href: "/process-instances?box=sent", icon: "sent" },
    {
      key: "drafts",
      label: t("menu.drafts"),
      href: "/process-instances?box=drafts",
      icon: "drafts",
      count: portal?.drafts,
    },
  ];
}

function recordItem(type: ObjectTypeSummary): NavigationItem {
  return { key: type.code, label: localized(type.title), href: `/records/${type.code}`, icon: "record" };
}

function moreItems(t: TFunction, session: Session, portal: PortalSummary | undefined): NavigationItem[] {
  const items: NavigationItem[] = [
    { key: "organization", label: t("menu.organization"), href: "/organization", icon: "organization" },
    { key: "jobs", label: t("menu.jobs"), href: "/jobs", icon: "jobs" },
  ];
  if (portal?.administers_processes === true)
    items.push(
      {
        key: "process-definitions",
        label: t("menu.processDefinitions"),
        href: "/process-definitions",
        icon: "processes",
        also: "/process-migrations",
      },
      {
        key: "process-incidents",
        label: t("menu.processIncidents"),
        href: "/process-incidents",
        icon: "incidents",
        count: portal.incidents,
      },
    );
  if (session.administrator_kinds.includes("audit"))
    items.push({ key: "audit", label: t("menu.audit"), href: "/audit", icon: "audit" });
  return items;
}

/** The menu entry a page belongs to: the same path, and the same box where the entry names one. */
export function isCurrent(item: NavigationItem, pathname: string, box: unknown): boolean {
  const [path = "/", search] = item.href.split("?");
  if (path === "/") return pathname === "/";
  if (search !== undefined) return pathname === path && search === `box=${String(box)}`;
  return [path, item.also].some((one) => one !== undefined && (pathname === one || pathname.startsWith(`${one}/`)));
}
