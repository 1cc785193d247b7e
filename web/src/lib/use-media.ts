import { useSyncExternalStore } from "react";

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
  );
}

/** True below 768 px: cards instead of tables, bottom bar, full-screen pickers. */
export function useIsPhone(): boolean {
  return useMedia("(max-width: 767.98px)");
}

/** True below 1024 px: the left menu is folded. */
export function useIsNarrow(): boolean {
  return useMedia("(max-width: 1023.98px)");
}

/** True for people who asked their system for less movement (WCAG 2.3.3): nothing slides or fades. */
export function usePrefersStillness(): boolean {
  return useMedia("(prefers-reduced-motion: reduce)");
}
