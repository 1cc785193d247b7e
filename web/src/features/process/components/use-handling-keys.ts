import { useEffect, useEffectEvent } from "react";

import { isTyping } from "@/lib/keyboard";

interface HandlingKeys {
  onApprove: () => void;
  onReturn: () => void;
  onNext: () => void;
  onPrevious: () => void;
  /** Number keys put a quick phrase into the opinion. */
  onNumber: (number: number) => void;
}

/** A approve, R return, J next, K previous, 1 to 9 quick phrases; never while somebody types. */
export function useHandlingKeys(keys: HandlingKeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (isTyping(event)) return;
    const actions: Record<string, (() => void) | undefined> = {
      a: keys.onApprove,
      r: keys.onReturn,
      j: keys.onNext,
      k: keys.onPrevious,
    };
    const action = /^[1-9]$/.test(event.key)
      ? () => keys.onNumber(Number(event.key))
      : actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}
