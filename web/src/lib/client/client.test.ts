import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { api, body, isSessionExpired, ProblemError, renewSession } from ".";

interface Sent {
  method: string;
  path: string;
  headers: Headers;
  text: string;
}

/** A server that speaks real HTTP objects; only the network cable is missing. */
function serve(answers: Response[]): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push({
      method: request.method,
      path: new URL(request.url).pathname,
      headers: request.headers,
      text: await request.text(),
    });
    const answer = answers.shift();
    if (answer === undefined) throw new TypeError("Failed to fetch");
    return answer;
  });
  return sent;
}

const problem = (status: number, code: string, extra: object = {}): Response =>
  new Response(JSON.stringify({ status, code, detail: `sentence of ${code}`, request_id: "r1", ...extra }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });
const ok = (value: unknown): Response =>
  new Response(JSON.stringify(value), { status: 200, headers: { "content-type": "application/json" } });
const approve = (): Promise<unknown> =>
  body(
    api.POST("/api/v1/work-items/{item_id}/approve", {
      params: { path: { item_id: "w1" } },
      body: { opinion: "good" },
    }),
  );

beforeEach(() => {
  document.cookie = "xieyun_csrf=token123";
});
afterEach(() => vi.unstubAllGlobals());

describe("client", () => {
  it("sends CSRF token, language and one idempotency key with a command", async () => {
    const sent = serve([ok({ done: true })]);
    await expect(approve()).resolves.toEqual({ done: true });
    expect(sent[0]?.path).toBe("/api/v1/work-items/w1/approve");
    expect(sent[0]?.headers.get("X-CSRF-Token")).toBe("token123");
    expect(sent[0]?.headers.get("Accept-Language")).toBe("zh-CN");
    expect(sent[0]?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f-]{32,36}$/);
  });

  it("throws the problem that the server tells", async () => {
    serve([
      problem(422, "invalid-input", { errors: [{ field: "lines[0].amount", code: "too-small", detail: "more" }] }),
    ]);
    const error = await approve().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      status: 422,
      code: "invalid-input",
      message: "sentence of invalid-input",
      reference: "invalid-input · r1",
    });
    expect((error as ProblemError).fields[0]?.field).toBe("lines[0].amount");
  });

  it("names a missing network as such", async () => {
    serve([]);
    await expect(approve()).rejects.toMatchObject({
      status: 0,
      code: "network",
      message: expect.stringContaining("连接不上服务器") as string,
    });
  });

  it("has a sentence for an answer that carries none, such as a proxy's page", async () => {
    serve([new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "content-type": "text/html" } })]);
    await expect(approve()).rejects.toMatchObject({
      code: "http-502",
      message: expect.stringContaining("出现意外情况") as string,
    });
  });

  it("fetches a fresh token when the browser has lost it, and sends the same command again", async () => {
    const sent = serve([
      problem(403, "csrf-refused"),
      ok({ account: null, csrf_token: "fresh" }),
      problem(401, "unauthenticated"),
      ok({ done: true }),
    ]);
    document.cookie = "xieyun_csrf=; max-age=0";
    const answer = approve();
    await vi.waitFor(() => expect(isSessionExpired()).toBe(true));
    renewSession();
    await expect(answer).resolves.toEqual({ done: true });
    expect(sent.map(({ path }) => path.split("/").at(-1))).toEqual(["approve", "session", "approve", "approve"]);
    expect(sent[3]?.headers.get("X-CSRF-Token")).toBe("fresh");
    expect(sent[3]?.headers.get("Idempotency-Key")).toBe(sent[0]?.headers.get("Idempotency-Key"));
  });

  it("tells it when a fresh token does not help either", async () => {
    serve([problem(403, "csrf-refused"), ok({ csrf_token: "fresh" }), problem(403, "csrf-refused")]);
    await expect(approve()).rejects.toMatchObject({ code: "csrf-refused" });
  });

  it("waits for a new sign-in and then sends the same command with the same key", async () => {
    const sent = serve([problem(401, "unauthenticated"), ok({ done: true })]);
    const answer = approve();
    await vi.waitFor(() => expect(isSessionExpired()).toBe(true));
    expect(sent).toHaveLength(1);
    renewSession();
    await expect(answer).resolves.toEqual({ done: true });
    expect(isSessionExpired()).toBe(false);
    expect(sent[1]?.text).toBe('{"opinion":"good"}');
    expect(sent[1]?.headers.get("Idempotency-Key")).toBe(sent[0]?.headers.get("Idempotency-Key"));
  });

  it("keeps the key of a command until it has an answer: what is sent twice happens once", async () => {
    const sent = serve([ok({ done: true }), ok({ done: true })]);
    await Promise.all([approve(), approve()]);
    await expect(approve()).rejects.toMatchObject({ code: "network" });
    vi.unstubAllGlobals();
    const later = serve([problem(503, "busy"), problem(409, "already-handled"), ok({ done: true })]);
    for (const code of ["busy", "already-handled"]) await expect(approve()).rejects.toMatchObject({ code });
    await approve();
    const keys = [...sent, ...later].map(({ headers }) => headers.get("Idempotency-Key"));
    expect(keys[1]).toBe(keys[0]); // a double click
    expect(keys[2]).not.toBe(keys[1]); // answered: the same words are meant anew
    expect([keys[3], keys[4]]).toEqual([keys[2], keys[2]]); // without an answer, and the server's fault
    expect(keys[5]).not.toBe(keys[4]); // refused
  });

  it("does not ask for a sign-in because a password was wrong", async () => {
    serve([problem(401, "sign-in-failed"), problem(401, "sign-in-failed")]);
    const refused = { code: "sign-in-failed" };
    await expect(body(api.POST("/api/v1/session", { body: { login: "a", password: "b" } }))).rejects.toMatchObject(
      refused,
    );
    await expect(body(api.PUT("/api/v1/session/password", { body: { current: "a", new: "b" } }))).rejects.toMatchObject(
      refused,
    );
    expect(isSessionExpired()).toBe(false);
  });
});
