import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ProblemError } from "@/lib/client";

import type { FieldDefinition } from "./definition";
import { DraftSession, type DraftDoor } from "./draft-session";
import { copyKey, readCopy } from "./local-copy";
import type { RecordDocument } from "./record";

const FIELDS: FieldDefinition[] = [
  { code: "reason", type: "text", title: "事由" },
  { code: "note", type: "text", title: "备注" },
];

function record(version: number, values: Record<string, unknown>): RecordDocument {
  const at = "2026-11-22T06:05:00+08:00";
  return { id: "r1", version, object_type: "expense.claim", status: "draft", created_at: at, updated_at: at, values };
}

/** A server of one record, in memory. */
class OneRecord implements DraftDoor {
  stored: RecordDocument | null = null;
  failure: ProblemError | null = null;
  writes = 0;

  async create(values: Record<string, unknown>): Promise<RecordDocument> {
    return this.store(1, values);
  }
  async update(_id: string, version: number, values: Record<string, unknown>): Promise<RecordDocument> {
    if (this.stored?.version !== version) throw new ProblemError(412, { code: "stale-version" });
    return this.store(version + 1, { ...this.stored.values, ...values });
  }
  async load(): Promise<RecordDocument> {
    if (this.stored === null) throw new ProblemError(404, {});
    return this.stored;
  }
  private store(version: number, values: Record<string, unknown>): RecordDocument {
    if (this.failure) throw this.failure;
    this.writes += 1;
    this.stored = record(version, values);
    return this.stored;
  }
}

let door: OneRecord;
const open = (existing: RecordDocument | null = null) =>
  new DraftSession({
    account: "a1",
    objectType: "expense.claim",
    fields: FIELDS,
    record: existing,
    defaults: {},
    door,
  });
const keyOf = (id: string | null) => copyKey("a1", "expense.claim", id);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  door = new OneRecord();
});
afterEach(() => {
  vi.useRealTimers();
});

test("the first input makes a draft, quick changes are saved together", async () => {
  const draft = open();
  draft.change("reason", "出");
  draft.change("reason", "出差");
  expect(readCopy(keyOf(null))?.values).toEqual({ reason: "出差" });
  await vi.runAllTimersAsync();
  expect(door.writes).toBe(1);
  expect(draft.snapshot()).toMatchObject({ save: "saved", record: { version: 1, values: { reason: "出差" } } });
  expect(readCopy(keyOf(null))).toBeNull();
});

test("what a crash left in the browser comes back and is saved", async () => {
  open().change("reason", "未保存");
  const again = open();
  expect(again.snapshot().values).toEqual({ reason: "未保存" });
  expect(again.snapshot().restoredAt).not.toBeNull();
  again.start();
  await vi.runAllTimersAsync();
  expect(door.stored?.values).toEqual({ reason: "未保存" });
});

test("restored values can be thrown away", () => {
  open(record(1, { reason: "旧" })).change("reason", "新");
  const again = open(record(1, { reason: "旧" }));
  again.discardRestored();
  expect(again.snapshot()).toMatchObject({ values: { reason: "旧" }, save: "clean" });
  expect(readCopy(keyOf("r1"))).toBeNull();
});

test("without a network the copy stays and saving is tried again", async () => {
  const draft = open();
  door.failure = new ProblemError(0, {});
  draft.change("reason", "出差");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(draft.snapshot().save).toBe("offline");
  expect(readCopy(keyOf(null))?.values).toEqual({ reason: "出差" });
  door.failure = null;
  await vi.advanceTimersByTimeAsync(12_000);
  expect(draft.snapshot().save).toBe("saved");
});

test("another writer is noticed; my fields win only where I changed them", async () => {
  door.stored = record(1, { reason: "甲", note: "甲" });
  const draft = open(door.stored);
  door.stored = record(2, { reason: "乙", note: "乙" });
  draft.change("reason", "丙");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(draft.snapshot()).toMatchObject({ save: "conflict", theirs: { version: 2 } });
  draft.keepMine();
  await vi.advanceTimersByTimeAsync(100);
  expect(door.stored?.values).toEqual({ reason: "丙", note: "乙" });
  expect(draft.snapshot().save).toBe("saved");
});

test("their version can be taken instead", async () => {
  door.stored = record(1, { reason: "甲" });
  const draft = open(door.stored);
  door.stored = record(2, { reason: "乙" });
  draft.change("reason", "丙");
  await vi.advanceTimersByTimeAsync(3_000);
  draft.takeTheirs();
  expect(draft.snapshot()).toMatchObject({ values: { reason: "乙" }, save: "saved" });
});

test("a refused value is shown beside its field and stays on the page", async () => {
  const draft = open();
  door.failure = new ProblemError(422, {
    code: "invalid-input",
    errors: [{ field: "values.reason", code: "x", detail: "太短" }],
  });
  draft.change("reason", "x");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(draft.snapshot()).toMatchObject({
    save: "refused",
    values: { reason: "x" },
    problems: [{ top: "reason", detail: "太短" }],
  });
  expect(await draft.flush()).toBe(false);
});

test("what stands in the way of submitting stays beside its field until that is changed, whatever is saved", async () => {
  const draft = open();
  draft.showLocated([
    { field: "reason", top: "reason", detail: "此项必填。" },
    { field: "amount", top: "amount", detail: "此项必填。" },
  ]);
  draft.change("reason", "出差");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(draft.snapshot()).toMatchObject({ save: "saved", problems: [{ top: "amount" }] });
  draft.change("amount", "1.00");
  expect(draft.snapshot().problems).toEqual([]);
});

test("a page that was only looked at leaves no draft behind", async () => {
  const looked = open();
  looked.handIn();
  looked.dispose();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(door.stored).toBeNull();
});

test("what was typed is handed in when the page goes out of sight", async () => {
  const draft = open();
  draft.change("reason", "出差");
  draft.handIn();
  await vi.advanceTimersByTimeAsync(100);
  expect(door.stored?.values).toEqual({ reason: "出差" });
});
