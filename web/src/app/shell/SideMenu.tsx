import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useObjectTypes, usePortal } from "@/lib/data";
import { formatCapped } from "@/lib/format";
import { useSession } from "@/lib/session";

import { isCurrent, navigation, type NavigationItem } from "./navigation";
import { NavigationGlyph } from "./NavigationGlyph";
import styles from "./shell.module.css";

/** The menu at the left of a wide screen; folded it shows the signs only. */
export function SideMenu({ folded }: { folded: boolean }) {
  const { t } = useTranslation("shell");
  const sections = navigation(t, useSession(), useObjectTypes().data ?? [], usePortal().data);
  return (
    <nav className={folded ? styles.menuFolded : styles.menu} aria-label={t("menu.label")}>
      {sections.map((section) => (
        <div key={section.key} className={styles.section}>
          {section.label !== null && !folded && <div className={styles.sectionLabel}>{section.label}</div>}
          <ul>
            {section.items.map((item) => (
              <MenuLink key={item.key} item={item} folded={folded} />
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function MenuLink({ item, folded }: { item: NavigationItem; folded: boolean }) {
  const location = useLocation();
  const current = isCurrent(item, location.pathname, (location.search as { box?: string }).box);
  return (
    <li>
      <Link
        to={item.href}
        className={styles.link}
        aria-current={current ? "page" : undefined}
        title={folded ? item.label : undefined}
      >
        <NavigationGlyph icon={item.icon} />
        <span className={folded ? "x-visually-hidden" : styles.linkLabel}>{item.label}</span>
        {!folded && (item.count ?? 0) > 0 && <span className={styles.count}>{formatCapped(item.count ?? 0)}</span>}
      </Link>
    </li>
  );
}
