import { expect, test } from "vitest";

import type { WorkItem } from "@/lib/data";

import { whyNotTicked } from "./use-ticks";

const item = (more: Partial<WorkItem>): WorkItem =>
  ({ kind: "task", read: false, read_first: false, ...more }) as WorkItem;

test("what can be done without opening it can be ticked, a pool's item, too", () => {
  expect(whyNotTicked(item({}))).toBeNull();
  expect(whyNotTicked(item({ kind: "pool", claimable: true }))).toBeNull();
  expect(whyNotTicked(item({ kind: "notice" }))).toBeNull();
});

test("what must be opened says why", () => {
  expect(whyNotTicked(item({ kind: "resubmit" }))).toBe("openFirst");
  expect(whyNotTicked(item({ read_first: true }))).toBe("readFirst");
  expect(whyNotTicked(item({ kind: "notice", read: true }))).toBe("read");
});
