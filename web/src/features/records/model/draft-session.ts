/** One person's work on one draft: saves by itself, keeps a copy in the browser, notices other writers. */
import { ProblemError } from "@/lib/client";

import type { FieldDefinition } from "./definition";
import { copyKey, dropCopy, readCopy, writeCopy } from "./local-copy";
import { locateProblems, withoutField, type LocatedProblem } from "./problems";
import type { RecordDocument } from "./record";
import { decodeValues, encodeValues, mergeSaved, type Values } from "./values";

export type SaveState = "clean" | "dirty" | "saving" | "saved" | "offline" | "refused" | "conflict";

export interface DraftState {
  record: RecordDocument | null;
  values: Values;
  changed: ReadonlySet<string>;
  save: SaveState;
  savedAt: string | null;
  /** The server's newer version when somebody else saved meanwhile. */
  theirs: RecordDocument | null;
  /** When the unsaved values that were found in the browser were typed. */
  restoredAt: string | null;
  problems: readonly LocatedProblem[];
  /** The server's sentence about a refused save as a whole. */
  refusal: ProblemError | null;
}

export interface DraftDoor {
  create(values: Values): Promise<RecordDocument>;
  update(id: string, version: number, values: Values): Promise<RecordDocument>;
  load(id: string): Promise<RecordDocument>;
}

export interface DraftOptions {
  account: string;
  objectType: string;
  fields: readonly FieldDefinition[];
  record: RecordDocument | null;
  defaults: Values;
  door: DraftDoor;
  /** True when only a click on "save" writes: a record that is in force is not changed by typing. */
  manual?: boolean;
}

const REST = 1_500;
const LONGEST_REST = 5_000;
const RETRY_OFFLINE = 10_000;

export class DraftSession {
  private state: DraftState;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private firstUnsaved: number | null = null;
  private running: Promise<void> | null = null;
  /** Whether the problems are those of a save: the next one that succeeds has solved them. */
  private ofSaving = false;
  private disposed = false;

  constructor(private readonly options: DraftOptions) {
    const { record, fields, defaults } = options;
    const values = record ? decodeValues(fields, record.values) : defaults;
    const base: DraftState = {
      record,
      values,
      changed: new Set(),
      save: "clean",
      savedAt: record?.updated_at ?? null,
      theirs: null,
      restoredAt: null,
      problems: [],
      refusal: null,
    };
    this.state = this.restore(base);
  }

  /** Starts saving what a crash left behind; called once the page shows the session. */
  start(): void {
    this.disposed = false;
    if (this.state.changed.size > 0) this.schedule();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): DraftState => this.state;

  change(code: string, value: unknown, cleared?: { line?: number; column?: string }): void {
    const problems = withoutField(this.state.problems, code, cleared?.line, cleared?.column);
    this.put({
      values: { ...this.state.values, [code]: value },
      changed: new Set([...this.state.changed, code]),
      save: this.state.save === "conflict" ? "conflict" : "dirty",
      problems,
      refusal: problems.length === 0 ? null : this.state.refusal,
    });
    this.keepCopy();
    this.schedule();
  }

  /** Saves what is open; resolves true when the server has everything that can be read. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    if (this.state.save === "conflict") return false;
    if (this.state.changed.size > 0 || this.state.record === null) await this.run();
    return this.state.record !== null && this.state.changed.size === 0;
  }

  showProblems(error: ProblemError): void {
    this.ofSaving = false;
    this.put({ problems: locateProblems(error.fields), refusal: error });
  }

  showLocated(problems: readonly LocatedProblem[]): void {
    this.ofSaving = false;
    this.put({ problems, refusal: null });
  }

  dismissProblems(): void {
    this.put({ problems: [], refusal: null });
  }

  /** Saves my changed fields over the newer version; their other fields stay. */
  keepMine(): void {
    const { theirs } = this.state;
    if (!theirs) return;
    const fresh = decodeValues(this.options.fields, theirs.values);
    const mine = Object.fromEntries([...this.state.changed].map((code) => [code, this.state.values[code]]));
    this.put({ record: theirs, values: { ...fresh, ...mine }, theirs: null, save: "dirty" });
    void this.flush();
  }

  takeTheirs(): void {
    const { theirs } = this.state;
    if (!theirs) return;
    dropCopy(this.key());
    const values = decodeValues(this.options.fields, theirs.values);
    this.put({ record: theirs, values, changed: new Set(), theirs: null, save: "saved", savedAt: theirs.updated_at });
  }

  /** Throws the restored values away and goes back to what the server has. */
  discardRestored(): void {
    clearTimeout(this.timer);
    dropCopy(this.key());
    const { record } = this.state;
    const values = record ? decodeValues(this.options.fields, record.values) : this.options.defaults;
    this.put({ values, changed: new Set(), restoredAt: null, save: "clean", problems: [] });
  }

  keepRestored(): void {
    this.put({ restoredAt: null });
  }

  /** The draft is gone (submitted or deleted): nothing of it stays in the browser. */
  finish(): void {
    clearTimeout(this.timer);
    dropCopy(this.key());
    this.disposed = true;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.handIn();
    this.disposed = true;
  }

  /** Saves what I changed, for a page that goes out of sight; one that I only looked at leaves no draft behind. */
  handIn(): void {
    if (this.state.changed.size > 0 && !this.disposed && !this.options.manual) void this.flush();
  }

  private restore(base: DraftState): DraftState {
    const copy = readCopy(this.key(base.record));
    if (copy === null || copy.changed.length === 0) return base;
    const mine = Object.fromEntries(copy.changed.map((code) => [code, copy.values[code]]));
    return {
      ...base,
      values: { ...base.values, ...mine },
      changed: new Set(copy.changed),
      save: "dirty",
      restoredAt: copy.at,
    };
  }

  private key(record = this.state.record): string {
    return copyKey(this.options.account, this.options.objectType, record?.id ?? null);
  }

  private put(patch: Partial<DraftState>): void {
    this.state = { ...this.state, ...patch };
    for (const listener of this.listeners) listener();
  }

  private keepCopy(): void {
    const { values, changed, record } = this.state;
    const at = new Date().toISOString();
    writeCopy(this.key(), { values, changed: [...changed], version: record?.version ?? null, at });
  }

  private schedule(): void {
    if (this.state.save === "conflict" || this.disposed || this.options.manual) return;
    this.firstUnsaved ??= Date.now();
    const left = Math.max(0, LONGEST_REST - (Date.now() - this.firstUnsaved));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), Math.min(REST, Math.max(left, 200)));
  }

  private run(): Promise<void> {
    this.running ??= this.saveOnce().finally(() => {
      this.running = null;
      this.firstUnsaved = null;
    });
    return this.running;
  }

  private async saveOnce(): Promise<void> {
    const { fields, door } = this.options;
    const sent = this.state;
    const newKey = this.key();
    this.put({ save: "saving" });
    try {
      const answer =
        sent.record === null
          ? await door.create(encodeValues(fields, sent.values))
          : await door.update(sent.record.id, sent.record.version, encodeValues(fields, sent.values, sent.changed));
      this.accept(sent, answer, newKey);
    } catch (error) {
      await this.fail(error);
    }
  }

  private accept(sent: DraftState, answer: RecordDocument, keyBefore: string): void {
    const { values } = this.state;
    const changed = new Set([...this.state.changed].filter((code) => values[code] !== sent.values[code]));
    dropCopy(keyBefore);
    this.put({
      record: answer,
      values: mergeSaved(this.options.fields, values, sent.values, answer.values),
      changed,
      save: changed.size > 0 ? "dirty" : "saved",
      savedAt: new Date().toISOString(),
      ...(this.ofSaving ? { problems: [], refusal: null } : {}),
    });
    if (changed.size > 0) {
      this.keepCopy();
      this.schedule();
    }
  }

  private async fail(error: unknown): Promise<void> {
    if (!(error instanceof ProblemError) || error.status === 0 || error.status >= 500) {
      this.put({ save: "offline" });
      if (!this.disposed && !this.options.manual) this.timer = setTimeout(() => void this.flush(), RETRY_OFFLINE);
      return;
    }
    if (error.status === 412 && this.state.record) {
      const theirs = await this.options.door.load(this.state.record.id).catch(() => null);
      this.put({ save: "conflict", theirs });
      return;
    }
    this.ofSaving = true;
    this.put({ save: "refused", problems: locateProblems(error.fields), refusal: error });
  }
}
