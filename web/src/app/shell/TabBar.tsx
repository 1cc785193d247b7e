import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useLatestNotifications, usePortal } from "@/lib/data";

import { isCurrent, type NavigationItem } from "./navigation";
import { NavigationGlyph } from "./NavigationGlyph";
import styles from "./shell.module.css";

/** The bar at the bottom of the phone: the five places of every day. */
export function TabBar() {
  const { t } = useTranslation("shell");
  const location = useLocation();
  const tabs: NavigationItem[] = [
    { key: "home", label: t("menu.home"), href: "/", icon: "home" },
    { key: "todo", label: t("menu.todo"), href: "/work-items?box=todo", icon: "todo", count: usePortal().data?.todo },
    { key: "start", label: t("menu.start"), href: "/start", icon: "start" },
    {
      key: "messages",
      label: t("menu.messages"),
      href: "/messages",
      icon: "messages",
      count: useLatestNotifications().data?.unread,
    },
    { key: "me", label: t("menu.me"), href: "/me", icon: "me" },
  ];
  return (
    <nav className={styles.tabs} aria-label={t("menu.label")}>
      {tabs.map((tab) => (
        <Link
          key={tab.key}
          to={tab.href}
          className={styles.tab}
          aria-current={
            isCurrent(tab, location.pathname, (location.search as { box?: string }).box) ? "page" : undefined
          }
        >
          <span className={tab.key === "start" ? styles.tabStart : styles.tabGlyph}>
            <NavigationGlyph icon={tab.icon} />
            {(tab.count ?? 0) > 0 && (
              <span className={styles.dot}>{tab.count !== undefined && tab.count > 99 ? "99+" : tab.count}</span>
            )}
          </span>
          <span>{tab.label}</span>
        </Link>
      ))}
    </nav>
  );
}
