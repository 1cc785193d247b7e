import { useEffect, useState, useSyncExternalStore } from "react";

import { DraftSession, type DraftOptions, type DraftState } from "./draft-session";

/** A draft session that lives as long as the component; its first options count. */
export function useDraft(options: DraftOptions): { session: DraftSession; state: DraftState } {
  const [session] = useState(() => new DraftSession(options));
  useEffect(() => {
    session.start();
    return () => session.dispose();
  }, [session]);
  useEffect(() => {
    // A page that is closed within the rest time still hands in what it has.
    const hide = (): void => {
      if (document.visibilityState === "hidden") session.handIn();
    };
    document.addEventListener("visibilitychange", hide);
    return () => document.removeEventListener("visibilitychange", hide);
  }, [session]);
  const state = useSyncExternalStore(session.subscribe, session.snapshot);
  return { session, state };
}
