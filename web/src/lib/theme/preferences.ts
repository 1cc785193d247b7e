import { useSyncExternalStore } from "react";

import { FONT_FAMILY, FONT_SIZE, PALETTES, ROW_HEIGHT, type Mode, type TextSize } from "./tokens";

export interface Preferences {
  mode: Mode | "system";
  size: TextSize;
}

const KEY = "xieyun.appearance";
const listeners = new Set<() => void>();
const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");

function read(): Preferences {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>;
    const mode = stored.mode === "light" || stored.mode === "dark" ? stored.mode : "system";
    return { mode, size: stored.size === "large" ? "large" : "normal" };
  } catch {
    return { mode: "system", size: "normal" };
  }
}

let preferences = read();

export function effectiveMode(): Mode {
  if (preferences.mode !== "system") return preferences.mode;
  return darkSystem.matches ? "dark" : "light";
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The colours of a mode as --x-* variables. */
export function variablesOf(mode: Mode): Record<string, string> {
  return Object.fromEntries(Object.entries(PALETTES[mode]).map(([name, value]) => [`--x-${kebab(name)}`, value]));
}

/** Writes the tokens to :root as --x-* variables, for our own style sheets. */
export function applyAppearance(): void {
  const root = document.documentElement;
  const mode = effectiveMode();
  for (const [name, value] of Object.entries(variablesOf(mode))) root.style.setProperty(name, value);
  root.style.setProperty("--x-font", FONT_FAMILY);
  root.style.setProperty("--x-size", `${FONT_SIZE[preferences.size]}px`);
  root.style.setProperty("--x-row", `${ROW_HEIGHT[preferences.size]}px`);
  root.style.colorScheme = mode;
  root.dataset.theme = mode;
}

function changed(): void {
  applyAppearance();
  for (const listener of listeners) listener();
}

darkSystem.addEventListener("change", changed);

export function setPreferences(next: Partial<Preferences>): void {
  preferences = { ...preferences, ...next };
  localStorage.setItem(KEY, JSON.stringify(preferences));
  changed();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The chosen appearance and the mode in force (the system's, when "system" is chosen). */
export function useAppearance(): Preferences & { effective: Mode } {
  const chosen = useSyncExternalStore(subscribe, () => preferences);
  const effective = useSyncExternalStore(subscribe, effectiveMode);
  return { ...chosen, effective };
}
