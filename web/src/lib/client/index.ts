export { api, body, upload } from "./client";
export { setCsrfToken } from "./csrf";
export { isSessionExpired, renewSession, subscribeToExpiry } from "./expiry";
export { ProblemError, type ProblemField } from "./problem";
export type { Count, Page, Schemas } from "./types";
