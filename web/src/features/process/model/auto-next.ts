import { useEffect, useState } from "react";

const KEY = "xieyun.auto-next";

/** Whether the next to-do opens by itself after handling; on unless switched off. */
export function useAutoNext(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => localStorage.getItem(KEY) !== "off");
  return [
    on,
    (next) => {
      localStorage.setItem(KEY, next ? "on" : "off");
      setOn(next);
    },
  ];
}

const SETTLING = 700;
let brought: string | null = null;

/** Says that an item opens by itself, under the pointer of who has just decided another one. */
export function bringUp(id: string): void {
  brought = id;
}

/** Whether an item has just opened by itself: a slow double click must not decide what nobody has read. */
export function useSettling(id: string): boolean {
  const [settling, setSettling] = useState(() => brought === id);
  useEffect(() => {
    if (!settling) return undefined;
    brought = null;
    const timer = setTimeout(() => setSettling(false), SETTLING);
    return () => clearTimeout(timer);
  }, [settling]);
  return settling;
}
