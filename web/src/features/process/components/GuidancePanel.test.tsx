import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { App } from "antd";
import { afterEach, expect, it, vi } from "vitest";

import { GuidancePanel } from "./GuidancePanel";

afterEach(() => {
  vi.unstubAllGlobals();
});

const figure = { title: "可用额度", type: "money", rows: [{ title: "", value: "870.00" }], at: null };

function show(figures: string[], fetched: Promise<Response>) {
  const asked = vi.fn(() => fetched);
  vi.stubGlobal("fetch", asked);
  render(
    <QueryClientProvider client={new QueryClient()}>
      <App>
        <GuidancePanel itemId="1" announced={{ figures, related: [], regulations: figures.map(() => "办法") }} />
      </App>
    </QueryClientProvider>,
  );
  return asked;
}

it("has its place before it is read, so that nothing below moves", async () => {
  let arrive: (answer: Response) => void = () => undefined;
  show(["可用额度"], new Promise((resolve) => (arrive = resolve)));
  const panel = screen.getByRole("region", { name: "办理参考" });
  expect(panel.getAttribute("aria-busy")).toBe("true");
  expect(panel.textContent).toContain("可用额度");
  expect(panel.textContent).toContain("办法");
  const regulations = [{ title: "办法", paragraphs: [], document: [] }];
  arrive(Response.json({ figures: [figure], related: [], regulations }));
  expect(await screen.findByText("¥870.00")).toBeTruthy();
  expect(panel.getAttribute("aria-busy")).toBe("false");
});

it("asks for nothing where nothing is declared", () => {
  const asked = show([], Promise.resolve(Response.json({})));
  expect(screen.queryByRole("region")).toBeNull();
  expect(asked).not.toHaveBeenCalled();
});
