import { useState } from "react";

import {
  decodeValues,
  encodeValues,
  levelOf,
  locateProblems,
  withoutField,
  type Attachment,
  type LocatedProblem,
  type ObjectTypeDefinition,
  type Values,
} from "@/features/records";
import { ProblemError } from "@/lib/client";

import { act, type VerbAnswer, type VerbBody } from "../api/work-items";
import type { WorkItemDetail } from "./detail";
import { readKept, writeKept, type KeptWork, type Note } from "./kept-work";
import { editableRights } from "./rights";
import { signs, type VerbDraft } from "./verb-form";

const GONE = new Set(["already-handled", "work-item-closed", "process-not-running"]);
/** Somebody acted first: what was written can only be told elsewhere. */
export const isGone = ({ status, code }: ProblemError): boolean => status === 409 && GONE.has(code);
/** After these the item is no longer mine to handle; after the others I stay on it with what I typed. */
export const LEAVING = new Set(["approve", "reject", "return", "transfer", "delegate", "reply", "withdraw"]);
/** Verbs that carry changed fields with them. */
const WITH_VALUES = new Set(["approve", "reject", "return"]);
const WITH_FILES = new Set([...WITH_VALUES, "reply"]);
/** Verbs whose note to others takes files of its own. */
export const NOTED_FILES = new Set(["transfer", "delegate", "consult", "add-signers", "notify"]);
const NO_NOTE: Note = { opinion: "", files: [] };

type Signing = WorkItemDetail["asked"]["signature"];

interface Work {
  opinion: string;
  files: readonly Attachment[];
  values: Values;
  changed: ReadonlySet<string>;
  hidden: boolean;
  /** What was written for the verbs that ask, by verb. */
  notes: Readonly<Record<string, Note>>;
  /** What was answered in their windows, by verb: closed by mistake, nothing is answered twice. */
  answers: Readonly<Record<string, VerbDraft>>;
  signed: boolean;
  problems: readonly LocatedProblem[];
  refusal: ProblemError | null;
  /** Set when somebody else acted first. */
  gone: ProblemError | null;
}

/** What became of a verb that was sent. */
export type Outcome = { answer: VerbAnswer; refusal?: never } | { answer?: never; refusal: ProblemError };

/** One person's handling of one item: the opinion and the fields typed so far, and the sending of a verb. */
export function useHandling(item: WorkItemDetail, definition: ObjectTypeDefinition | null, account: string) {
  const fields = definition?.fields ?? [];
  const [work, setWork] = useState<Work>(() => {
    const kept: KeptWork = readKept(account, item.id) ?? {};
    const changed = kept.values ?? item.kept?.values ?? {};
    return {
      opinion: kept.opinion ?? item.kept?.opinion ?? "",
      files: kept.files ?? item.kept?.attachments ?? [],
      values: { ...decodeValues(fields, item.record?.values ?? {}), ...changed },
      changed: new Set(Object.keys(changed)),
      hidden: kept.hidden ?? item.kept?.hidden ?? false,
      notes: kept.notes ?? {},
      answers: kept.answers ?? {},
      signed: false,
      problems: [],
      refusal: null,
      gone: null,
    };
  });
  const [busy, setBusy] = useState<string | null>(null);

  const changedValues = (values: Values, changed: ReadonlySet<string>): Values =>
    Object.fromEntries([...changed].map((code) => [code, values[code]]));

  // From what is there by then: a file may arrive after the window closed in which it was chosen.
  const put = (patch: Partial<Work> | ((now: Work) => Partial<Work>)): void =>
    setWork((now) => {
      const next = { ...now, ...(typeof patch === "function" ? patch(now) : patch) };
      const values = changedValues(next.values, next.changed);
      const { opinion, files, hidden, notes, answers } = next;
      writeKept(account, item.id, { opinion, values, files: [...files], hidden, notes, answers });
      return next;
    });

  /** What was sent is no longer unsent; what the server keeps, it keeps for every browser. */
  const forgetSent = (verb: string, content: VerbBody): void => {
    if (LEAVING.has(verb)) writeKept(account, item.id, null);
    else if (verb === "save") writeKept(account, item.id, { notes: work.notes, answers: work.answers });
    else {
      put((now) => ({
        notes: without(now.notes, verb),
        answers: without(now.answers, verb),
        opinion: content.opinion === now.opinion.trim() ? "" : now.opinion,
      }));
    }
  };

  const change = (code: string, value: unknown, cleared?: { line?: number; column?: string }): void =>
    put({
      values: { ...work.values, [code]: value },
      changed: new Set([...work.changed, code]),
      problems: withoutField(work.problems, code, cleared?.line, cleared?.column),
    });

  // What I may only read goes back as it is on the server, so it is not sent: a masked value must not become the value.
  const rights = editableRights(item.field_rights);
  const sends = (lines: string, column: string): boolean => levelOf(rights, lines, column) === "edit";

  const bodyFor = (verb: string, content: VerbBody, signature: Signing): VerbBody => {
    if (verb === "save") {
      const { opinion, hidden, files } = work;
      const values = changedValues(work.values, work.changed);
      return { opinion, hidden, values, attachments: files.map(({ id }) => id) };
    }
    const values = WITH_VALUES.has(verb) && work.changed.size > 0;
    const files = WITH_FILES.has(verb) ? work.files : NOTED_FILES.has(verb) ? (work.notes[verb]?.files ?? []) : [];
    return {
      ...content,
      ...(values ? { values: encodeValues(fields, work.values, work.changed, sends) } : {}),
      ...(WITH_FILES.has(verb) && work.hidden ? { hidden: true } : {}),
      ...(signs(signature, work.signed) ? { sign: true } : {}),
      ...(files.length > 0 ? { attachments: files.map(({ id }) => id) } : {}),
    };
  };

  /** Sends a verb: the answer, or why it was refused (which the page then shows). */
  const send = async (verb: string, content: VerbBody, signature: Signing = "none"): Promise<Outcome> => {
    const sent = bodyFor(verb, content, signature);
    setBusy(verb);
    try {
      const answer = await act(item.id, verb, sent);
      forgetSent(verb, sent);
      return { answer };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (isGone(error)) setWork((now) => ({ ...now, gone: error }));
      else setWork((now) => ({ ...now, refusal: error, problems: locateProblems(error.fields) }));
      return { refusal: error };
    } finally {
      setBusy(null);
    }
  };

  return {
    ...work,
    busy,
    change,
    setOpinion: (opinion: string) => put({ opinion }),
    setNote: (verb: string, note: Partial<Note>) =>
      put(({ notes }) => ({ notes: { ...notes, [verb]: { ...NO_NOTE, ...notes[verb], ...note } } })),
    setAnswer: (verb: string, answer: VerbDraft) => put(({ answers }) => ({ answers: { ...answers, [verb]: answer } })),
    setHidden: (hidden: boolean) => put({ hidden }),
    setSigned: (signed: boolean) => put({ signed }),
    setFiles: (files: readonly Attachment[]) => put({ files }),
    showProblems: (problems: readonly LocatedProblem[]) => setWork({ ...work, problems, refusal: null }),
    dismiss: () => setWork({ ...work, problems: [], refusal: null }),
    send,
  };
}

function without<T>(all: Readonly<Record<string, T>>, verb: string): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([one]) => one !== verb));
}

export type Handling = ReturnType<typeof useHandling>;
