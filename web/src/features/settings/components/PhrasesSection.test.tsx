import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { App } from "antd";
import { afterEach, expect, test, vi } from "vitest";

import { PhrasesSection } from "./PhrasesSection";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("Enter saves, and what is saved stands there without empty lines", async () => {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method !== "GET") sent.push(await request.json());
    return Response.json({ personal: [{ text: "同意", fits: "any" }], shared: [] });
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <App>
        <PhrasesSection />
      </App>
    </QueryClientProvider>,
  );
  const add = await screen.findByRole("button", { name: /添加/ });
  fireEvent.click(add);
  fireEvent.click(add);
  expect(screen.getAllByLabelText("删除")).toHaveLength(3);
  const third = screen.getByLabelText("第 3 条");
  fireEvent.change(third, { target: { value: "请补齐发票" } });
  fireEvent.keyDown(third, { key: "Enter" });
  await screen.findByText("常用意见已保存");
  expect(JSON.stringify(sent)).toContain("请补齐发票");
  expect(screen.getAllByLabelText("删除")).toHaveLength(2);
});
