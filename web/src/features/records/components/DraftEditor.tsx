import { DeleteOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Popconfirm } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { ActionBar } from "@/components/action-bar";
import { PageHeader } from "@/components/layout";
import { isComplete, routeBody } from "@/components/route";
import { SignatureChoice } from "@/components/signature";
import { ProblemError } from "@/lib/client";
import { useKeptSignature } from "@/lib/data";
import { localized } from "@/lib/i18n";
import { useSession } from "@/lib/session";
import { useProblemMessage } from "@/lib/use-problem-message";

import { deleteRecord, draftDoor, submitRecord } from "../api/records";
import { startQuery } from "../api/starts";
import type { FieldLevel, ObjectType } from "../model/definition";
import { defaultValues, withoutBlankLines } from "../model/lines";
import type { RecordDocument } from "../model/record";
import { forgetRoute, useKeptRoute } from "../model/kept-route";
import { locateProblems } from "../model/problems";
import { missingProblems, unreadableProblems } from "../model/unreadable";
import { useDraft } from "../model/use-draft";
import styles from "./draft.module.css";
import { DraftNotices } from "./DraftNotices";
import { ProblemList } from "./ProblemList";
import { RecordForm } from "./RecordForm";
import { ROUTE_ANCHOR, RouteSection } from "./RouteSection";
import { SaveIndicator } from "./SaveIndicator";

/** Fields of the submission, not of the form: they are told beside the route. */
const ROUTE_FIELDS: ReadonlySet<string> = new Set(["route", "process"]);

interface DraftEditorProps {
  objectType: ObjectType;
  record: RecordDocument | null;
  onCreated: (id: string) => void;
  onSubmitted: (instanceId: string) => void;
  /** An object type without a process is finished by saving. */
  onSaved: (recordId: string) => void;
  onDeleted: () => void;
}

/** A draft being filled in: saved by itself, submitted by a click. */
export function DraftEditor({ objectType, record, onCreated, onSubmitted, onSaved, onDeleted }: DraftEditorProps) {
  const { t } = useTranslation("records");
  const { definition } = objectType;
  const { account } = useSession();
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const [submitting, setSubmitting] = useState(false);
  const { session, state } = useDraft({
    account: account?.id ?? "",
    objectType: definition.code,
    fields: definition.fields,
    record,
    defaults: defaultValues(definition.fields),
    door: draftDoor(definition.code),
  });

  const start = useQuery(startQuery(definition.code, definition.process != null)).data;
  const free = start?.free === true;
  const signature = start?.signature ?? "none";
  const [signed, setSigned] = useState(false);
  const mine = useKeptSignature().data;
  const [tried, setTried] = useState(false);
  const route = useKeptRoute(record, state.record?.id);
  const templates = start?.templates ?? [];
  const template = templates.some(({ code }) => code === route.template) ? route.template : "";
  const routed = !free || template !== "" || isComplete(route.steps);
  const ofRoute = state.problems.filter(({ top }) => ROUTE_FIELDS.has(top));
  const ofForm = state.problems.filter(({ top }) => !ROUTE_FIELDS.has(top));

  const createdId = record === null ? state.record?.id : undefined;
  useEffect(() => {
    if (createdId !== undefined) onCreated(createdId);
  }, [createdId, onCreated]);

  const changeRoute = (part: Parameters<typeof route.change>[0]): void => {
    route.change(part);
    if (ofRoute.length > 0) session.dismissProblems();
    // Without its draft it would be lost with the page.
    if (state.record === null) void session.flush();
  };
  const refuse = (): void => {
    setSubmitting(false);
    window.scrollTo({ top: 0, behavior: "smooth" });
  };
  const refuseRoute = (): void => {
    setSubmitting(false);
    document.getElementById(ROUTE_ANCHOR)?.scrollIntoView({ behavior: "smooth" });
  };

  const submit = async (): Promise<void> => {
    setTried(true);
    const unreadable = unreadableProblems(definition.fields, state.values, (reason) => t(`unreadable.${reason}`));
    if (!routed) {
      // What the form lacks is told with what the route lacks, not one after the other.
      const wrong = [...unreadable, ...missingProblems(definition.fields, state.values, t("problems.missing"))];
      session.showLocated(wrong);
      void message.warning(t("route.missing"));
      if (wrong.length > 0) refuse();
      else refuseRoute();
      return;
    }
    if (signature === "required" && mine === null) {
      void message.warning(t("submit.unsigned"));
      return;
    }
    setSubmitting(true);
    if (unreadable.length > 0) {
      session.showLocated(unreadable);
      refuse();
      return;
    }
    for (const [code, lines] of withoutBlankLines(definition.fields, state.values)) session.change(code, lines);
    const complete = await session.flush();
    const saved = session.snapshot().record;
    if (!complete || saved === null) {
      refuse();
      return;
    }
    if (!definition.process) {
      session.finish();
      onSaved(saved.id);
      return;
    }
    try {
      const sign = signature === "required" || (signature === "optional" && signed);
      const steps = free && template === "" ? routeBody(route.steps) : [];
      const instance = await submitRecord(definition.code, saved.id, { route: steps, sign, process: template });
      session.finish();
      forgetRoute(saved.id);
      void message.success(t("submit.done"));
      onSubmitted(instance.id);
    } catch (error) {
      if (error instanceof ProblemError) session.showProblems(error);
      else showProblem(error);
      if (error instanceof ProblemError && ROUTE_FIELDS.has(locateProblems(error.fields)[0]?.top ?? "")) refuseRoute();
      else refuse();
    }
  };

  const remove = async (): Promise<void> => {
    try {
      const saved = session.snapshot().record;
      session.finish();
      if (saved !== null) await deleteRecord(definition.code, saved.id, saved.version);
      onDeleted();
    } catch (error) {
      showProblem(error);
    }
  };

  const rights = rightsOf(objectType, state.record);
  const title = localized(definition.title);
  return (
    <div className={styles.page}>
      <PageHeader
        title={definition.start_title == null ? t("draft.title", { title }) : localized(definition.start_title)}
        extra={<SaveIndicator save={state.save} savedAt={state.savedAt} />}
      />
      <DraftNotices session={session} state={state} />
      <ProblemList
        definition={definition}
        refusal={ofRoute.length > 0 ? null : state.refusal}
        problems={ofForm}
        onClose={() => session.dismissProblems()}
      />
      <RecordForm
        definition={definition}
        objectType={definition.code}
        recordId={state.record?.id ?? null}
        rights={rights}
        editable={!submitting}
        sparse
        values={state.values}
        problems={state.problems}
        onChange={(code, value, cleared) => session.change(code, value, cleared)}
      />
      {free && !route.loading && (
        <RouteSection
          steps={route.steps}
          last={route.last}
          templates={templates}
          template={template}
          tried={tried && !routed}
          problems={ofRoute.map(({ line, detail }) => ({ place: line, text: detail }))}
          disabled={submitting}
          onTemplate={(code) => changeRoute({ template: code })}
          onChange={(steps) => changeRoute({ steps })}
        />
      )}
      <ActionBar
        label={t("draft.actions")}
        start={
          signature === "none" ? (
            <span className={styles.save}>{t("draft.autosave")}</span>
          ) : (
            <SignatureChoice policy={signature} signed={signed} onSigned={setSigned} />
          )
        }
      >
        {state.record !== null && (
          <Popconfirm
            title={t("draft.deleteAsk")}
            okText={t("draft.delete")}
            okButtonProps={{ danger: true }}
            onConfirm={() => void remove()}
          >
            <Button icon={<DeleteOutlined />}>{t("draft.delete")}</Button>
          </Popconfirm>
        )}
        <Button type="primary" loading={submitting} onClick={() => void submit()}>
          {t(definition.process ? "submit.action" : "submit.save")}
        </Button>
      </ActionBar>
    </div>
  );
}

/** The record's own rights once it exists, those of the object type before. */
export function rightsOf(objectType: ObjectType, record: RecordDocument | null): Record<string, FieldLevel> {
  return record?.rights?.fields ?? objectType.fieldRights;
}
