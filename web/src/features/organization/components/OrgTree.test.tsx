import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "antd";
import { afterEach, expect, it, vi } from "vitest";

import { OrgTree } from "./OrgTree";

afterEach(() => {
  vi.unstubAllGlobals();
});

const unit = (id: string, name: string, children: number) => ({ id, name, children, kind: "unit", people: 3 });

it("says that a branch did not come, and tries it again", async () => {
  let reachable = false;
  vi.stubGlobal("fetch", (request: Request) => {
    const below = request.url.includes("parent=");
    if (below && !reachable) return Promise.resolve(new Response("{}", { status: 503 }));
    const items = below ? [unit("2", "财务部", 0)] : [unit("1", "集团", 1), unit("3", "公司", 0)];
    return Promise.resolve(Response.json({ items }));
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <App>
        <OrgTree selected={undefined} onSelect={vi.fn()} />
      </App>
    </QueryClientProvider>,
  );
  (await screen.findByRole("treeitem", { name: /集团/ })).focus();
  await userEvent.keyboard("{ArrowRight}");
  await screen.findByRole("treeitem", { name: /没有加载成功/ });
  reachable = true;
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(await screen.findByRole("treeitem", { name: /财务部/ })).toBeTruthy();
  expect(screen.queryByText(/没有加载成功/)).toBeNull();
});
