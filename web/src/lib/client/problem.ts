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

/** An answer of type application/problem+json, or the absence of an answer (status 0, code "network"). */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly fields: readonly ProblemField[];
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? body.title ?? body.code ?? String(status));
    this.name = "ProblemError";
    this.status = status;
    this.code = body.code ?? (status === 0 ? "network" : `http-${status}`);
    this.requestId = body.request_id ?? null;
    this.fields = body.errors ?? [];
    this.body = body;
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
