import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import type { VerbOffer } from "../model/work-item";
import { HandlingBar } from "./HandlingBar";

const OFFERS: VerbOffer[] = [
  { verb: "approve", allowed: true, opinion: "optional" },
  { verb: "take-back", allowed: false, reason: "下一处理人已打开，不能取回", opinion: "none" },
];

function bar(onVerb = vi.fn()) {
  render(<HandlingBar offers={OFFERS} labelOf={({ verb }) => verb} busy={null} onVerb={onVerb} />);
  return onVerb;
}

test("an allowed verb acts, a refused one does not but can be reached", async () => {
  const onVerb = bar();
  await userEvent.click(screen.getByRole("button", { name: "approve" }));
  await userEvent.click(screen.getByRole("button", { name: "take-back" }));
  expect(onVerb).toHaveBeenCalledTimes(1);
  expect(onVerb.mock.calls[0]?.[0]).toMatchObject({ verb: "approve", direct: true });
  expect(screen.getByRole("button", { name: "take-back" }).getAttribute("aria-disabled")).toBe("true");
});

test("the reason of a refused verb is told on hover", async () => {
  bar();
  await userEvent.hover(screen.getByRole("button", { name: "take-back" }));
  expect(await screen.findByText("下一处理人已打开，不能取回")).toBeTruthy();
});

test("without offers there is no bar", () => {
  const { container } = render(<HandlingBar offers={[]} labelOf={({ verb }) => verb} busy={null} onVerb={vi.fn()} />);
  expect(container.innerHTML).toBe("");
});
