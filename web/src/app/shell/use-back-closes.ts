import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/** A window that lies over the page. One that is about to disappear or was only made beforehand takes no room. */
const isOpen = (): boolean =>
  [...document.querySelectorAll('[role="dialog"]')].some((it) => it.getClientRects().length > 0);

/**
 * The browser's "back", on a phone the gesture, does what Esc does: it closes the window that lies over the page and
 * leaves the page where it is. A window whose words would be lost with it stays, as it does for Esc.
 */
export function useBackCloses(): void {
  const { history } = useRouter();
  useEffect(
    () =>
      history.block({
        enableBeforeUnload: false,
        blockerFn: ({ action }) => {
          if (action !== "BACK" || !isOpen()) return false;
          window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
          return true;
        },
      }),
    [history],
  );
}
