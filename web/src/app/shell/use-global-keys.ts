import { useEffect } from "react";

import { isTyping } from "@/lib/keyboard";

interface GlobalKeys {
  onPalette: () => void;
  onHelp: () => void;
}

/** Ctrl+K (Cmd+K) everywhere, "?" where nobody is typing. */
export function useGlobalKeys({ onPalette, onHelp }: GlobalKeys): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        onPalette();
      } else if (event.key === "?" && !isTyping(event)) {
        event.preventDefault();
        onHelp();
      }
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [onPalette, onHelp]);
}
