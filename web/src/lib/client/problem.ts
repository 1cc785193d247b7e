import { i18next } from "@/lib/i18n";

/** One refused field of a problem, as the server names it ("lines[0].amount"). */
export interface ProblemField {
  field: string;
  code: string;
  detail: string;
}

interface ProblemBody {
  title?: string;
  status?: number;
  code?: string;
  detail?: string;
  request_id?: string;
  errors?: ProblemField[];
  [extra: string]: unknown;
}

/**
 * An answer of type application/problem+json, or the absence of an answer (status 0, code "network"). Its message is
 * always a sentence for the user: an answer that has none (a proxy's page, no connection) gets one here.
 */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly fields: readonly ProblemField[];
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? i18next.t(status === 0 ? "common:error.network" : "common:error.unknown"));
    this.name = "ProblemError";
    this.status = status;
    this.code = body.code ?? (status === 0 ? "network" : `http-${status}`);
    this.requestId = body.request_id ?? null;
    this.fields = body.errors ?? [];
    this.body = body;
  }

  /** Nothing was decided yet: the same, sent again or corrected, may succeed. */
  get mayBeTriedAgain(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 422 || this.status === 429;
  }

  /** What a user copies and sends to support: code and request id. */
  get reference(): string {
    return this.requestId === null ? this.code : `${this.code} · ${this.requestId}`;
  }
}

/** Reads a failed response into a ProblemError; a body that is no problem document is kept out of sight. */
export async function problemFrom(response: Response): Promise<ProblemError> {
  const type = response.headers.get("content-type") ?? "";
  let body: ProblemBody = {};
  if (type.includes("json")) {
    try {
      body = (await response.clone().json()) as ProblemBody;
    } catch {
      body = {};
    }
  }
  const requestId = body.request_id ?? response.headers.get("x-request-id") ?? undefined;
  return new ProblemError(response.status, { ...body, ...(requestId === undefined ? {} : { request_id: requestId }) });
}
