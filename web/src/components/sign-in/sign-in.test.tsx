import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";

import { SignInForm } from "./SignInForm";

const answers: Response[] = [];
const sent: unknown[] = [];
vi.stubGlobal("fetch", async (request: Request) => {
  sent.push(await request.json());
  return answers.shift() ?? new Response(null, { status: 500 });
});

afterEach(() => {
  answers.length = 0;
  sent.length = 0;
});

const refusal = (status: number, code: string, detail: string): Response =>
  new Response(JSON.stringify({ status, code, detail }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });

function show(onSignedIn = vi.fn()): typeof onSignedIn {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SignInForm onSignedIn={onSignedIn} />
    </QueryClientProvider>,
  );
  return onSignedIn;
}

async function fill(): Promise<void> {
  await userEvent.type(screen.getByLabelText("账号"), "chenjing");
  await userEvent.type(screen.getByLabelText("密码"), "secret{Enter}");
}

it("asks for the one-time code when the account has one, and sends all three", async () => {
  answers.push(
    refusal(401, "totp-required", "请输入验证码"),
    new Response(JSON.stringify({ account: { id: "a" }, csrf_token: "t" }), {
      headers: { "content-type": "application/json" },
    }),
  );
  const onSignedIn = show();
  await fill();
  await userEvent.type(await screen.findByLabelText(/动态验证码/), "123 456{Enter}");
  await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalled());
  expect(sent[1]).toEqual({ login: "chenjing", password: "secret", totp: "123456" });
});

it("shows the server's sentence when the account is locked", async () => {
  answers.push(refusal(429, "too-many-sign-ins", "登录失败次数过多，请 5 分钟后再试。"));
  const onSignedIn = show();
  await fill();
  expect((await screen.findByRole("alert")).textContent).toContain("5 分钟后再试");
  expect(onSignedIn).not.toHaveBeenCalled();
});

it("sends nothing while something is missing", async () => {
  show();
  await userEvent.type(screen.getByLabelText("账号"), "chenjing{Enter}");
  expect(sent).toEqual([]);
});
