/** Where to go after signing in: only an address inside the app; "//elsewhere" is no such address. */
export function insideOnly(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : "/";
}
