import { App, Radio, Select } from "antd";
import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { PeoplePicker } from "@/components/people";
import { RouteEditor, type StepProblem } from "@/components/route";
import { charactersOver, VerbWindow } from "@/components/work";
import type { Attachment } from "@/features/records";
import { useSession } from "@/lib/session";

import type { VerbBody } from "../api/work-items";
import {
  bodyOf,
  keyOf,
  mayBeEmpty,
  missing,
  questionsOf,
  recalledDraft,
  type Question,
  type VerbDraft,
} from "../model/verb-form";
import type { VerbOffer, VerbTarget } from "../model/work-item";
import { OpinionBox } from "./OpinionBox";
import { OpinionFiles } from "./OpinionFiles";
import styles from "./page.module.css";

interface VerbDialogProps {
  offer: VerbOffer;
  title: string;
  opinion: string;
  /** What was answered when it was last open: closed by mistake, nothing is answered twice. */
  before?: VerbDraft | undefined;
  busy: boolean;
  danger: boolean;
  /** Why the server did not do it; what was answered stays here to be corrected or sent again. */
  refusal?: unknown;
  /** What is decided with the opinion: who reads it, whether it is signed. */
  options?: ReactNode;
  /** What the server found wrong with steps that were sent. */
  problems?: readonly StepProblem[];
  /** The files that go with the words; undefined where the verb takes none. */
  files?: readonly Attachment[] | undefined;
  /** Keeps what is answered beyond the window. */
  onChange?: (draft: VerbDraft) => void;
  onFiles?: (files: readonly Attachment[]) => void;
  onSend: (body: VerbBody) => void;
  onClose: () => void;
}

/** Quick phrases are opinions on the matter; a reason or a note to somebody is written for the case. */
const PHRASED: ReadonlySet<string> = new Set(["approve", "reject", "return", "reply"]);

/** What a verb needs before it can be sent: a window on the desktop, a sheet from below on the phone. */
export function VerbDialog(props: VerbDialogProps) {
  const { offer, title, busy, danger, options, refusal, problems = [], files, onSend, onClose } = props;
  const { t } = useTranslation("process");
  const { message } = App.useApp();
  const [draft, setDraft] = useState(() => recalledDraft(offer, props.opinion, props.before));
  const [tried, setTried] = useState(false);
  const [unsent, setUnsent] = useState(0);
  const id = useId();
  const lacking = missing(offer, draft);

  const send = (): void => {
    setTried(true);
    if (unsent > 0) void message.warning(t("opinion.filesUnsent", { count: unsent }));
    else if (lacking === null && !busy) onSend(bodyOf(offer, draft));
  };
  const toldBesideSteps = questionsOf(offer).includes("steps") && problems.length > 0;
  const change = (patch: Partial<VerbDraft>): void => {
    const changed = { ...draft, ...patch };
    setDraft(changed);
    props.onChange?.(changed);
  };
  const questions = (
    <>
      <Questions
        offer={offer}
        draft={draft}
        lacking={tried ? lacking : null}
        problems={problems}
        onChange={change}
        onSubmit={send}
        files={
          files !== undefined && (
            <OpinionFiles
              id={`${id}-files`}
              files={files}
              onUnsent={setUnsent}
              onChange={(changed) => props.onFiles?.(changed)}
            />
          )
        }
      />
      {options}
    </>
  );

  return (
    <VerbWindow
      title={title}
      okText={title}
      busy={busy}
      danger={danger}
      kept={props.onChange !== undefined}
      refusal={toldBesideSteps ? null : refusal}
      onOk={send}
      onCancel={onClose}
    >
      {questions}
    </VerbWindow>
  );
}

interface QuestionsProps {
  offer: VerbOffer;
  draft: VerbDraft;
  lacking: Question | null;
  problems: readonly StepProblem[];
  onChange: (patch: Partial<VerbDraft>) => void;
  onSubmit: () => void;
  files: ReactNode;
}

function Questions({ offer, draft, lacking, problems, onChange, onSubmit, files }: QuestionsProps) {
  const { t } = useTranslation("process");
  const me = useSession().person?.id;
  const id = useId();
  const optional = (question: Question): boolean =>
    question === "opinion" ? offer.opinion !== "required" : question === "steps" && mayBeEmpty(offer);
  const label = (question: Question): string =>
    question === "steps" && mayBeEmpty(offer)
      ? t("question.stepsAfter")
      : t(`question.${offer.verb}.${question}`, { defaultValue: t(`question.${question}`) });
  const people = (question: "person" | "people") => (
    <PeoplePicker
      id={`${id}-people`}
      label={label(question)}
      multiple={question === "people"}
      without={me}
      value={draft.people}
      onChange={(chosen) => onChange({ people: chosen.map((one) => ({ ...one })) })}
      {...(lacking === question ? { status: "error" as const } : {})}
    />
  );

  const controls: Record<Question, () => ReactNode> = {
    target: () =>
      offer.verb === "jump" ? (
        <Select
          id={`${id}-target`}
          aria-label={label("target")}
          className={styles.wide}
          value={draft.target === "" ? undefined : draft.target}
          placeholder={t("question.jumpHint")}
          onChange={(target: string) => onChange({ target })}
          options={groupedTargets(offer.targets ?? [], (place) => t("question.jumpFrom", { place }))}
          {...(lacking === "target" ? { status: "error" as const } : {})}
        />
      ) : (
        <Radio.Group
          aria-label={label("target")}
          value={draft.target}
          onChange={(event) => onChange({ target: event.target.value as string })}
          options={(offer.targets ?? []).map((target) => ({ value: keyOf(target), label: target.name }))}
          vertical
        />
      ),
    then: () => (
      <Radio.Group
        aria-label={label("then")}
        value={draft.then}
        onChange={(event) => onChange({ then: event.target.value as VerbDraft["then"] })}
        options={(["run_again", "straight_back"] as const).map((value) => ({ value, label: t(`then.${value}`) }))}
        vertical
      />
    ),
    steps: () => (
      <RouteEditor
        steps={draft.steps}
        tried={lacking === "steps"}
        problems={problems}
        emptyMeans={mayBeEmpty(offer) ? t("question.noSteps") : undefined}
        onChange={(steps) => onChange({ steps })}
      />
    ),
    person: () => people("person"),
    people: () => people("people"),
    position: () => (
      <Radio.Group
        aria-label={label("position")}
        value={draft.position}
        onChange={(event) => onChange({ position: event.target.value as VerbDraft["position"] })}
        options={(["before", "after", "parallel"] as const).map((value) => ({ value, label: t(`position.${value}`) }))}
        vertical
      />
    ),
    opinion: () => (
      <OpinionBox
        id={`${id}-opinion`}
        rows={3}
        autoFocus={questionsOf(offer)[0] === "opinion"}
        invalid={lacking === "opinion"}
        placeholder={t(
          `opinion.${offer.verb === "reply" ? "reply" : offer.opinion === "required" ? "required" : "optional"}`,
        )}
        value={draft.opinion}
        onChange={(opinion) => onChange({ opinion })}
        onSubmit={onSubmit}
        phrasesFor={PHRASED.has(offer.verb) ? offer.verb : null}
        files={files}
      />
    ),
  };

  return questionsOf(offer).map((question) => (
    <div key={question} className={styles.question}>
      <span className={styles.questionLabel}>
        {label(question)}
        {!optional(question) && (
          <span className={styles.required} aria-hidden>
            *
          </span>
        )}
      </span>
      {controls[question]()}
      {lacking === question && !(question === "opinion" && charactersOver(draft.opinion) > 0) && (
        <p className={styles.missing} role="alert">
          {t(`missing.${offer.verb}.${question}`, { defaultValue: t(`missing.${question}`) })}
        </p>
      )}
    </div>
  ));
}

/** The targets under the live position that would move. */
function groupedTargets(targets: readonly VerbTarget[], heading: (place: string) => string) {
  const places = new Map<string, { label: string; options: { value: string; label: string }[] }>();
  for (const target of targets) {
    const group = places.get(String(target.token)) ?? { label: heading(target.place ?? ""), options: [] };
    group.options.push({ value: keyOf(target), label: target.name });
    places.set(String(target.token), group);
  }
  return [...places.values()];
}
