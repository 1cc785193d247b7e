let tokenFromSession: string | null = null;

/** The token the session answer carried; used when the cookie cannot be read. */
export function setCsrfToken(token: string | null | undefined): void {
  if (token) tokenFromSession = token;
}

export function csrfToken(): string | null {
  const match = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  return tokenFromSession ?? (match?.[1] === undefined ? null : decodeURIComponent(match[1]));
}
