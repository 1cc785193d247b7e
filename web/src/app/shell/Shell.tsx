import { Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { PageSkeleton } from "@/components/layout";
import { useIsNarrow, useIsPhone } from "@/lib/use-media";

import { ExpiryOverlay } from "./ExpiryOverlay";
import styles from "./shell.module.css";
import { SideMenu } from "./SideMenu";
import { TabBar } from "./TabBar";
import { TopBar } from "./TopBar";
import { useBackCloses } from "./use-back-closes";
import { useGlobalKeys } from "./use-global-keys";

const Palette = lazy(() => import("./Palette"));
const KeyboardHelp = lazy(() => import("./KeyboardHelp"));
const FOLDED = "xieyun.menu-folded";

/** What is around every page: top bar and menu at the desk, tab bar on the phone. */
export function Shell() {
  const { t } = useTranslation("shell");
  const phone = useIsPhone();
  const narrow = useIsNarrow();
  const [chosen, setChosen] = useState<boolean | null>(() => readFolded());
  const folded = chosen ?? narrow;
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  useGlobalKeys({ onPalette: () => setPalette(true), onHelp: () => setHelp(true) });
  useBackCloses();
  useScrollToTop();

  const fold = (): void => {
    localStorage.setItem(FOLDED, folded ? "no" : "yes");
    setChosen(!folded);
  };

  return (
    <div className={phone ? styles.phone : folded ? styles.deskFolded : styles.desk}>
      <a href="#content" className={styles.skip}>
        {t("skip")}
      </a>
      {!phone && <TopBar folded={folded} onFold={fold} onSearch={() => setPalette(true)} />}
      {!phone && <SideMenu folded={folded} />}
      <main id="content" className={styles.content} tabIndex={-1}>
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
      {phone && <TabBar />}
      <Suspense fallback={null}>
        {palette && <Palette onClose={() => setPalette(false)} />}
        {help && <KeyboardHelp onClose={() => setHelp(false)} />}
      </Suspense>
      <ExpiryOverlay />
    </div>
  );
}

function readFolded(): boolean | null {
  const stored = localStorage.getItem(FOLDED);
  return stored === null ? null : stored === "yes";
}

/** A new page starts at its top and takes the focus, so that a screen reader announces it. */
function useScrollToTop(): void {
  const { pathname } = useLocation();
  useEffect(() => {
    document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, [pathname]);
}
