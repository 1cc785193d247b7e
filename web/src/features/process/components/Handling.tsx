import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/layout";
import { charactersOver, handlerName, StatusTag, WorkItemMarks } from "@/components/work";
import { ProblemList, RecordForm, locateProblems, unreadableProblems } from "@/features/records";
import { refreshWork } from "@/lib/data";
import { useSession } from "@/lib/session";

import { useQuickPhrases, workItemQuery, type VerbBody } from "../api/work-items";
import { askedOf } from "../model/asked";
import { bringUp, useAutoNext, useSettling } from "../model/auto-next";
import type { WorkItemDetail } from "../model/detail";
import { editableRights } from "../model/rights";
import { isGone, LEAVING, NOTED_FILES, useHandling } from "../model/use-handling";
import { arrangeVerbs, verbForKey, type BarVerb } from "../model/verb-bar";
import { goBack, leave, previousOf } from "../model/visited";
import type { VerbOffer } from "../model/work-item";
import { GoneState } from "./GoneState";
import { GuidancePanel } from "./GuidancePanel";
import { AskedNotice } from "./AskedNotice";
import { HaltNotice } from "./HaltNotice";
import { HandlingBar } from "./HandlingBar";
import { ItemFacts } from "./ItemFacts";
import { OpinionBox } from "./OpinionBox";
import { OpinionFiles } from "./OpinionFiles";
import { OpinionOptions } from "./OpinionOptions";
import { OpinionTrail } from "./OpinionTrail";
import { Pager } from "./Pager";
import { ReturnNotice } from "./ReturnNotice";
import styles from "./page.module.css";
import { PathPanel } from "./PathPanel";
import { useHandlingKeys } from "./use-handling-keys";
import { stepProblems } from "../model/verb-form";
import { VerbDialog } from "./VerbDialog";

const OPINION = "opinion";
const DECISIONS = new Set(["approve", "reject", "return", "reply"]);

interface HandlingProps {
  item: WorkItemDetail;
}

/** One work item: its form, what others said, where it goes, and what I do about it. */
export function Handling({ item }: HandlingProps) {
  const { t } = useTranslation("process");
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const session = useSession();
  const account = session.account?.id ?? "";
  const me = session.person?.id;
  const definition = item.form;
  const work = useHandling(item, definition, account);
  const main: VerbOffer = item.verbs.find(({ verb }) => verb === "approve" || verb === "reply") ?? {
    verb: "approve",
    allowed: false,
  };
  const phrases = useQuickPhrases(main.verb);
  const [asked, setAsked] = useState<BarVerb | null>(null);
  const [autoNext, setAutoNext] = useAutoNext();
  const settling = useSettling(item.id);
  const [unsentFiles, setUnsentFiles] = useState(0);

  const isResubmit = item.kind === "resubmit";
  const labelOf = (offer: VerbOffer): string => {
    if (isResubmit && offer.verb === "approve") return t("verb.resubmit");
    return item.texts?.[offer.verb] ?? t(`verb.${offer.verb}`, { defaultValue: offer.title ?? offer.verb });
  };
  const previous = previousOf(item.id);
  const open = (id: string): void => void navigate({ to: "/work-items/$id", params: { id } });
  const goNext = (id: string | null): void => {
    leave(item.id);
    if (id === null) void navigate({ to: "/work-items", search: { box: "todo" } });
    else open(id);
  };
  const goPrevious = (): void => {
    const id = goBack();
    if (id !== undefined) open(id);
  };

  const run = async (offer: VerbOffer, content: VerbBody): Promise<void> => {
    const unreadable = definition
      ? unreadableProblems(definition.fields, work.values, (reason) => t(`records:unreadable.${reason}`))
      : [];
    if (unreadable.length > 0 && offer.verb === "approve") {
      work.showProblems(unreadable);
      window.scrollTo({ top: 0, behavior: "smooth" });
      return;
    }
    const { answer, refusal } = await work.send(offer.verb, content, offer.signature ?? "none");
    if (refusal !== undefined) {
      void refreshWork(client);
      // Why it was refused may concern other verbs as well.
      if (!isGone(refusal)) void client.invalidateQueries({ queryKey: workItemQuery(item.id).queryKey });
      const wrong = new Set(locateProblems(refusal.fields).map(({ top }) => top));
      const inForm = definition?.fields.some(({ code }) => wrong.has(code)) ?? false;
      // An open window tells what is wrong with what was answered in it; fields are corrected in the form.
      if (asked !== null && !inForm) return;
      setAsked(null);
      if (refusal.fields.length > 0) window.scrollTo({ top: 0, behavior: "smooth" });
      return;
    }
    setAsked(null);
    void message.success(t("done", { verb: labelOf(offer), title: item.title }));
    await refreshWork(client);
    const next = answer.next_work_item_id ?? item.position.next_id;
    if (LEAVING.has(offer.verb) && autoNext) {
      if (next === null) void message.info(t("allDone"));
      else bringUp(next);
      goNext(next);
    } else {
      await client.invalidateQueries({ queryKey: ["process-instance", item.instance_id] });
      await client.invalidateQueries({ queryKey: workItemQuery(item.id).queryKey });
    }
  };

  /** What is written when nothing was: the verb itself, unless the activity takes no words. */
  const opinionFor = (offer: VerbOffer): string =>
    offer.opinion === "none" ? "" : work.opinion.trim() || (isResubmit ? "" : labelOf(offer));
  const optionsOf = (signature: WorkItemDetail["asked"]["signature"], hides: boolean) => (
    <OpinionOptions
      asked={item.asked}
      hides={hides}
      signature={signature}
      hidden={work.hidden}
      signed={work.signed}
      onHidden={work.setHidden}
      onSigned={work.setSigned}
    />
  );

  /** The files that go with a verb, as they stand; undefined where it takes none. */
  const filesOf = (verb: string) => {
    if (item.record === null) return undefined;
    if (DECISIONS.has(verb)) return work.files;
    return NOTED_FILES.has(verb) ? (work.notes[verb]?.files ?? []) : undefined;
  };
  const ask = (offer: BarVerb): void => {
    work.dismiss();
    setAsked(offer);
  };
  const choose = (offer: BarVerb): void => {
    if (work.busy !== null || settling) return;
    if (unsentFiles > 0 && DECISIONS.has(offer.verb)) {
      void message.warning(t("opinion.filesUnsent", { count: unsentFiles }));
      return;
    }
    if (charactersOver(work.opinion) > 0 && DECISIONS.has(offer.verb)) {
      document.getElementById(OPINION)?.focus();
      return;
    }
    const lacksOpinion = offer.opinion === "required" && work.opinion.trim() === "";
    if (!offer.direct || lacksOpinion) ask(offer);
    else if (offer.verb === "reply") void run(offer, { opinion: work.opinion.trim() });
    else if (offer.verb === "approve") void run(offer, { opinion: opinionFor(offer) });
    else void run(offer, {});
  };
  const approve = (): void => {
    const offer = verbForKey("a", item.verbs);
    const [placed] = offer ? arrangeVerbs([offer], 1).shown : [];
    if (placed) choose(placed);
  };

  useHandlingKeys({
    onApprove: () => {
      const offer = verbForKey("a", item.verbs);
      if (!offer) return;
      if (work.opinion === "" && !isResubmit) work.setOpinion(labelOf(offer));
      document.getElementById(OPINION)?.focus();
    },
    onReturn: () => {
      const offer = verbForKey("r", item.verbs);
      const [placed] = offer ? arrangeVerbs([offer], 1).shown : [];
      if (placed) ask(placed);
    },
    onNext: () => {
      if (item.position.next_id !== null) goNext(item.position.next_id);
    },
    onPrevious: goPrevious,
    onNumber: (number) => {
      const phrase = isResubmit ? undefined : phrases[number - 1];
      if (phrase === undefined) return;
      work.setOpinion(work.opinion === "" ? phrase : `${work.opinion}${t("trail.joiner")}${phrase}`);
      document.getElementById(OPINION)?.focus();
    },
  });

  if (work.gone !== null) {
    return (
      <GoneState
        problem={work.gone}
        opinion={work.opinion}
        nextId={item.position.next_id}
        onNext={() => goNext(item.position.next_id)}
        onStay={() => void client.resetQueries({ queryKey: workItemQuery(item.id).queryKey })}
      />
    );
  }

  const waitingFor = ({ current, activity_id }: WorkItemDetail): string =>
    current
      .filter(({ activity }) => activity === activity_id)
      .flatMap(({ handlers }) => handlers.filter((one) => one.id !== me).map(handlerName))
      .join(t("separator"));
  const opinionHint = isResubmit
    ? "opinion.resubmit"
    : main.verb === "reply"
      ? "opinion.reply"
      : main.opinion === "required"
        ? "opinion.required"
        : "opinion.default";
  const asking = item.status === "open" && !isResubmit ? askedOf(item, me) : null;
  const decides = item.verbs.some(({ verb }) => verb === "approve" || verb === "reply" || verb === "reject");
  const takesOpinion = item.verbs.some(({ verb, opinion }) => DECISIONS.has(verb) && opinion !== "none");
  const rights = editableRights(item.field_rights);
  const editable = decides && item.status === "open" && work.busy === null;
  return (
    <div className={styles.page}>
      <PageHeader
        title={item.title}
        extra={
          <>
            <WorkItemMarks item={item} />
            {item.instance_status !== "running" && <StatusTag status={item.instance_status} />}
          </>
        }
        actions={
          (item.status === "open" || item.status === "sent") && (
            <Pager
              position={item.position}
              previous={previous}
              autoNext={autoNext}
              onAutoNext={setAutoNext}
              onPrevious={goPrevious}
              onNext={() => goNext(item.position.next_id)}
            />
          )
        }
        description={<ItemFacts item={item} />}
      />
      {asked === null && work.problems.length > 0 && (
        <ProblemList definition={definition} refusal={work.refusal} problems={work.problems} onClose={work.dismiss} />
      )}
      <HaltNotice status={item.instance_status} rows={item.opinions} />
      {isResubmit && item.status === "open" && <ReturnNotice rows={item.opinions} />}
      {asking !== null && <AskedNotice row={asking} />}
      {item.status === "held" && (
        <Alert className={styles.notice} type="info" showIcon title={t("held.title", { names: waitingFor(item) })} />
      )}
      <div className={isResubmit ? styles.stacked : styles.columns}>
        <div className={styles.main}>
          {!isResubmit && <GuidancePanel itemId={item.id} announced={item.guidance} />}
          {definition && item.record && (
            <RecordForm
              definition={definition}
              objectType={definition.code}
              recordId={item.record.id}
              rights={rights}
              editable={editable}
              values={work.values}
              problems={work.problems}
              onChange={work.change}
            />
          )}
        </div>
        <section className={`${styles.panel} ${styles.side}`} aria-labelledby="trail-title" tabIndex={0}>
          <h2 id="trail-title" className={styles.panelTitle} style={{ marginBottom: 12 }}>
            {t("trail.title")}
          </h2>
          <OpinionTrail rows={item.opinions} instanceId={item.instance_id} />
        </section>
      </div>
      <PathPanel instanceId={item.instance_id} />
      <HandlingBar
        offers={item.verbs}
        labelOf={labelOf}
        busy={work.busy}
        settling={settling}
        onVerb={choose}
        notice={
          // What is wrong with fields is told above the form; anything else beside the button that was pressed.
          asked === null &&
          work.problems.length === 0 &&
          work.refusal !== null && (
            <Alert
              type="error"
              showIcon
              role="alert"
              closable={{ onClose: work.dismiss, "aria-label": t("records:problems.close") }}
              title={
                <>
                  {work.refusal.message}
                  {work.refusal.status >= 500 && <code className={styles.reference}>{work.refusal.reference}</code>}
                </>
              }
            />
          )
        }
        start={
          item.status === "done" ? (
            <span className={styles.hint}>{item.verbs.find(({ verb }) => verb === "take-back")?.reason}</span>
          ) : (
            decides &&
            item.status === "open" &&
            (takesOpinion || item.asked.signature !== "none") && (
              <OpinionBox
                id={OPINION}
                value={work.opinion}
                placeholder={t(opinionHint, { verb: labelOf(main) })}
                options={optionsOf(item.asked.signature, true)}
                onChange={work.setOpinion}
                onSubmit={approve}
                phrasesFor={isResubmit ? null : main.verb}
                files={
                  item.record !== null && (
                    <OpinionFiles
                      id="opinion-files"
                      files={work.files}
                      onUnsent={setUnsentFiles}
                      onChange={work.setFiles}
                    />
                  )
                }
              />
            )
          )
        }
      />
      {asked !== null && (
        <VerbDialog
          offer={asked}
          title={labelOf(asked)}
          opinion={(DECISIONS.has(asked.verb) ? undefined : work.notes[asked.verb]?.opinion) ?? work.opinion}
          files={filesOf(asked.verb)}
          before={work.answers[asked.verb]}
          busy={work.busy !== null}
          refusal={work.refusal}
          danger={asked.tone === "danger"}
          options={optionsOf(asked.signature ?? "none", DECISIONS.has(asked.verb))}
          problems={stepProblems(work.problems, work.refusal)}
          onChange={(draft) => {
            work.setAnswer(asked.verb, draft);
            // An opinion is one, wherever it is typed; a note is for what it was written for.
            if (DECISIONS.has(asked.verb)) work.setOpinion(draft.opinion);
            else work.setNote(asked.verb, { opinion: draft.opinion });
          }}
          onFiles={(files) => {
            if (DECISIONS.has(asked.verb)) work.setFiles(files);
            else work.setNote(asked.verb, { files });
          }}
          onSend={(content) => void run(asked, content)}
          onClose={() => {
            setAsked(null);
            work.dismiss();
          }}
        />
      )}
    </div>
  );
}
