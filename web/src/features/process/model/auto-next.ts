import { useState } from "react";

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
