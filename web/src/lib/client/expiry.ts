/**
 * Session expiry: a request answered with 401 waits here until the user has signed in again in the overlay,
 * then it is sent once more. So nothing that was typed is lost.
 */
type Listener = () => void;

let waiting: { promise: Promise<void>; resolve: () => void } | null = null;
const listeners = new Set<Listener>();

function notify(): void {
  for (const listener of listeners) listener();
}

/** Opens the overlay (once) and resolves when the user is signed in again. */
export function sessionRenewed(): Promise<void> {
  if (waiting === null) {
    let resolve: () => void = () => undefined;
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    waiting = { promise, resolve };
    notify();
  }
  return waiting.promise;
}

/** The overlay calls this after a successful sign-in; all waiting requests go on. */
export function renewSession(): void {
  waiting?.resolve();
  waiting = null;
  notify();
}

export function isSessionExpired(): boolean {
  return waiting !== null;
}

export function subscribeToExpiry(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
