import createClient from "openapi-fetch";

import { currentLanguage } from "@/lib/i18n/language";

import { csrfToken, setCsrfToken } from "./csrf";
import { sessionRenewed } from "./expiry";
import { ProblemError, problemFrom } from "./problem";
import type { paths } from "./schema";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

function newKey(): string {
  // randomUUID exists in secure contexts only; intranet servers are often reached by plain http.
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** How long a command without an answer is remembered: after that, the same words are a new intention. */
const REMEMBERED_MILLISECONDS = 10 * 60_000;
const unanswered = new Map<string, { key: string; since: number }>();

/**
 * A command keeps its key until it has an answer: clicked twice, or sent again when its answer was lost with the
 * network, it happens once. What was refused or done is forgotten, so that the same can be intended again.
 */
async function withKey(request: Request, send: (keyed: Request) => Promise<Response>): Promise<Response> {
  if (SAFE.has(request.method)) return send(request);
  const content = `${request.method} ${request.url}\n${await request.clone().text()}`;
  const known = unanswered.get(content);
  const remembered = known !== undefined && Date.now() - known.since < REMEMBERED_MILLISECONDS ? known : undefined;
  const { key } = remembered ?? { key: newKey() };
  if (remembered === undefined) unanswered.set(content, { key, since: Date.now() });
  const answered = (): void => {
    if (unanswered.get(content)?.key === key) unanswered.delete(content);
  };
  request.headers.set("Idempotency-Key", key);
  try {
    const response = await send(request);
    answered();
    return response;
  } catch (error) {
    if (error instanceof ProblemError && error.status !== 0 && error.status < 500) answered();
    throw error;
  }
}

function withHeaders(request: Request): Request {
  request.headers.set("Accept-Language", currentLanguage());
  if (SAFE.has(request.method)) return request;
  const token = csrfToken();
  if (token !== null) request.headers.set("X-CSRF-Token", token);
  return request;
}

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(withHeaders(request));
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ProblemError(0, {});
  }
}

/** The browser forgot the token (cookies cleared, a new server key): the session answer carries a fresh one. */
async function tokenRenewed(): Promise<void> {
  const session = await send(new Request(`${window.location.origin}/api/v1/session`, { credentials: "same-origin" }));
  if (session.ok) setCsrfToken(((await session.json()) as { csrf_token?: string | null }).csrf_token);
}

/** What helps against a refusal before the command was looked at; others (a wrong password) are for the page. */
const REMEDIES: Record<string, () => Promise<void>> = {
  unauthenticated: sessionRenewed,
  "csrf-refused": tokenRenewed,
};

/** fetch with our headers; on expiry it waits for a new sign-in and sends the same request (same key) again. */
async function fetchWithSession(request: Request): Promise<Response> {
  const tried = new Set<string>();
  for (let next = withHeaders(request); ;) {
    const again = next.clone();
    const response = await send(next);
    if (response.ok) return response;
    const problem = await problemFrom(response);
    const remedy = REMEDIES[problem.code];
    if (remedy === undefined || tried.has(problem.code)) throw problem;
    tried.add(problem.code);
    await remedy();
    next = again;
  }
}

/** The generated client: every request of the front end goes through it. Failures are thrown as ProblemError. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  fetch: (request) => withKey(request, fetchWithSession),
});

/** The body of an answer; failures have been thrown before. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer;
  return data as T;
}

/** Sends one file (multipart) and reports progress from 0 to 1; openapi-fetch cannot tell progress. */
export function upload<T>(path: string, file: File, onProgress?: (share: number) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const form = new FormData();
    form.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "text";
    request.setRequestHeader("Accept-Language", currentLanguage());
    request.setRequestHeader("X-CSRF-Token", csrfToken() ?? "");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    };
    request.onerror = () => reject(new ProblemError(0, {}));
    request.onload = () => {
      if (request.status === 401) {
        void sessionRenewed().then(() => upload<T>(path, file, onProgress).then(resolve, reject));
        return;
      }
      const type = request.getResponseHeader("content-type") ?? "";
      const answer = new Response(request.responseText || null, {
        status: request.status,
        headers: { "content-type": type },
      });
      if (answer.ok) void answer.json().then((value) => resolve(value as T), reject);
      else void problemFrom(answer).then(reject, reject);
    };
    request.send(form);
  });
}
