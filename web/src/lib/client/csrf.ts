let tokenFromSession: string | null = null;

/** The token the session answer carried; used when the cookie cannot be read. */
export function setCsrfToken(token: string | null | undefined): void {
  if (token) tokenFromSession = token;
}

/** The cookie comes first: another tab may have signed in again and changed it. */
export function csrfToken(): string | null {
  const match = /(?:^|;\s*)xieyun_csrf=([^;]+)/.exec(document.cookie);
  return match?.[1] === undefined ? tokenFromSession : decodeURIComponent(match[1]);
}
