import { expect, it } from "vitest";

import type { PortalSummary } from "@/lib/data";
import { i18next } from "@/lib/i18n";
import type { Session } from "@/lib/session";

import { isCurrent, navigation } from "./navigation";

const session = { administrator_kinds: [] as string[] } as Session;
const types = [
  {
    code: "expense.claim",
    icon: "",
    title: { zh: "费用报销单", en: "Expense claim" },
    start_title: null,
    operations: ["read"],
    process: null,
  },
];
const t = i18next.getFixedT(null, "shell");

function labels(of: Session): string[] {
  return navigation(t, of, types, undefined).flatMap((section) => section.items.map((item) => item.label));
}

it("shows the audit trail to audit administrators only", () => {
  expect(labels(session)).not.toContain("审计日志");
  expect(labels({ ...session, administrator_kinds: ["audit"] })).toContain("审计日志");
});

it("lists the object types under their own titles", () => {
  expect(labels(session)).toContain("费用报销单");
});

it("marks the entry that a page belongs to", () => {
  const items = navigation(t, session, types, undefined).flatMap((section) => section.items);
  const current = (pathname: string, box?: string): string[] =>
    items.filter((item) => isCurrent(item, pathname, box)).map((item) => item.key);
  expect(current("/")).toEqual(["home"]);
  expect(current("/work-items", "done")).toEqual(["done"]);
  expect(current("/records/expense.claim/new")).toEqual(["expense.claim"]);
  expect(current("/settings")).toEqual([]);
  const portal = { administers_processes: true } as PortalSummary;
  const [marked] = navigation(t, session, types, portal)
    .flatMap((section) => section.items)
    .filter((item) => isCurrent(item, "/process-migrations/1", undefined));
  expect(marked?.key).toBe("process-definitions");
});
