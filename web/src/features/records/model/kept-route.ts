import { useState } from "react";

import { newStep, type RouteStep } from "@/components/route";

const PREFIX = "xieyun.route.";

/** The route of a draft, kept on this device until the draft is sent: the server takes it with the sending. */
export function useKeptRoute(recordId: string | null) {
  const [steps, setSteps] = useState<RouteStep[]>(() => (recordId === null ? null : read(recordId)) ?? [newStep([])]);
  return { steps, change: setSteps };
}

export function keepRoute(recordId: string, steps: readonly RouteStep[]): void {
  localStorage.setItem(PREFIX + recordId, JSON.stringify(steps));
}

export function forgetRoute(recordId: string): void {
  localStorage.removeItem(PREFIX + recordId);
}

function read(recordId: string): RouteStep[] | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + recordId) ?? "null");
    return Array.isArray(kept) && kept.length > 0 ? (kept as RouteStep[]) : null;
  } catch {
    return null;
  }
}
