import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { afterEach, expect, test, vi } from "vitest";

import { PhrasesSection } from "./PhrasesSection";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Open the section at one address of two. */
function open() {
  const root = createRootRoute();
  const routes = [
    createRoute({ getParentRoute: () => root, path: "/", component: PhrasesSection }),
    createRoute({ getParentRoute: () => root, path: "/start", component: () => "elsewhere" }),
  ];
  const router = createRouter({ routeTree: root.addChildren(routes), history: createMemoryHistory() });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <App>
        <RouterProvider router={router as never} />
      </App>
    </QueryClientProvider>,
  );
  return router;
}

test("Enter saves, and what is saved stands there without empty lines", async () => {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method !== "GET") sent.push(await request.json());
    return Response.json({ personal: [{ text: "同意", fits: "any" }], shared: [] });
  });
  open();
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

test("who leaves before saving is asked, and stays or goes as he answers", async () => {
  vi.stubGlobal("fetch", async () => Response.json({ personal: [{ text: "同意", fits: "any" }], shared: [] }));
  const router = open();
  fireEvent.change(await screen.findByLabelText("第 1 条"), { target: { value: "情况属实" } });
  void router.navigate({ to: "/start" });
  fireEvent.click(await screen.findByRole("button", { name: "留在此页" }));
  expect(router.state.location.pathname).toBe("/");
  expect(screen.getByLabelText("第 1 条")).toHaveProperty("value", "情况属实");
  void router.navigate({ to: "/start" });
  await waitFor(() => expect(screen.getAllByRole("button", { name: "不保存，离开" })).toHaveLength(2));
  fireEvent.click(screen.getAllByRole("button", { name: "不保存，离开" })[1] as HTMLElement);
  await screen.findByText("elsewhere");
});
