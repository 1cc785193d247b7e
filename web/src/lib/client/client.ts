import createClient from "openapi-fetch";

import { currentLanguage } from "@/lib/i18n/language";

import { csrfToken } from "./csrf";
import { sessionRenewed } from "./expiry";
import { ProblemError, problemFrom } from "./problem";
import type { paths } from "./schema";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** A fresh key for one intention of the user; pass the same key again when the same intention is sent again. */
export function newIdempotencyKey(): string {
  // randomUUID exists in secure contexts only; intranet servers are often reached by plain http.
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function withHeaders(request: Request): Request {
  request.headers.set("Accept-Language", currentLanguage());
  if (SAFE.has(request.method)) return request;
  const token = csrfToken();
  if (token !== null) request.headers.set("X-CSRF-Token", token);
  if (!request.headers.has("Idempotency-Key")) request.headers.set("Idempotency-Key", newIdempotencyKey());
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

/** Nobody is signed in any more; other 401 answers (a wrong password typed again) are for the page. */
function isExpired(problem: ProblemError): boolean {
  return problem.status === 401 && problem.code === "unauthenticated";
}

/** fetch with our headers; waits for a new sign-in on expiry and sends the same request (same key) again. */
async function fetchWithSession(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await send(request);
  if (response.ok) return response;
  const problem = await problemFrom(response);
  if (!isExpired(problem)) throw problem;
  await sessionRenewed();
  again.headers.set("Idempotency-Key", request.headers.get("Idempotency-Key") ?? newIdempotencyKey());
  const second = await send(again);
  if (second.ok) return second;
  throw await problemFrom(second);
}

/** The generated client: every request of the front end goes through it. Failures are thrown as ProblemError. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  fetch: fetchWithSession,
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
