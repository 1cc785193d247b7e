import { useEffect } from "react";

/** On the phone a page with its own bottom bar takes the place of the tab bar. */
export function HideTabBar() {
  useEffect(() => {
    document.documentElement.dataset.tabBar = "hidden";
    return () => {
      delete document.documentElement.dataset.tabBar;
    };
  }, []);
  return null;
}
