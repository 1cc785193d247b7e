import { useEffect, useState } from "react";

import { isTyping } from "@/lib/keyboard";

/** J and K move through the rows, Enter opens the chosen one, "/" goes to the search field. Returns the chosen row. */
export function useListKeys(count: number, onOpen: (index: number) => void): number {
  const [chosen, setChosen] = useState(-1);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      const key = event.key.toLowerCase();
      if (key === "/") {
        event.preventDefault();
        document.querySelector<HTMLInputElement>("[data-list-search] input, input[data-list-search]")?.focus();
      } else if (key === "j" || key === "k") {
        setChosen((before) => Math.min(count - 1, Math.max(0, before + (key === "j" ? 1 : -1))));
      } else if (key === "enter" && chosen >= 0 && !(event.target as HTMLElement).closest("a, button")) {
        onOpen(chosen);
      }
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [count, chosen, onOpen]);
  useEffect(() => {
    document.querySelector(`[data-row="${chosen}"]`)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return Math.min(chosen, count - 1);
}
