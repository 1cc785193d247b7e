import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, App, Input, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { VerbWindow } from "@/components/work";
import { ProblemError } from "@/lib/client";

import { freezeRoute, routeTemplateQuery, type RouteTemplate } from "../api/template";
import styles from "./template.module.css";

const LONGEST_TITLE = 60;

interface TemplateDialogProps {
  instanceId: string;
  onClose: () => void;
}

/** Keeps the route of an instance as a process template: its name, and how each step names its people. */
export function TemplateDialog({ instanceId, onClose }: TemplateDialogProps) {
  const { t } = useTranslation("process");
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const template = useQuery(routeTemplateQuery(instanceId));
  const [title, setTitle] = useState("");
  const [choices, setChoices] = useState<Record<number, string>>({});
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);

  const keep = async (steps: RouteTemplate["steps"]): Promise<void> => {
    setBusy(true);
    try {
      const chosen = steps.map((_, place) => choices[place] ?? "");
      const made = await freezeRoute(instanceId, title, chosen);
      await client.invalidateQueries({ queryKey: ["process-definitions"] });
      void message.success(t("template.done", { title: title.trim() }));
      await navigate({
        to: "/process-definitions/$code",
        params: { code: made.code },
        search: { version: made.id },
      });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const send = (): void => {
    if (template.data) void keep(template.data.steps);
  };

  const content = template.isError ? (
    <ErrorState error={template.error} onRetry={() => void template.refetch()} />
  ) : !template.data ? (
    <ListSkeleton rows={4} />
  ) : (
    <Questions
      steps={template.data.steps}
      title={title}
      choices={choices}
      problem={problem}
      onTitle={(text) => {
        setTitle(text);
        setProblem(null);
      }}
      onChoice={(place, id) => setChoices({ ...choices, [place]: id })}
    />
  );
  return (
    <VerbWindow
      title={t("verb.freeze-route")}
      okText={t("template.save")}
      busy={busy}
      danger={false}
      onOk={send}
      onCancel={onClose}
    >
      {content}
    </VerbWindow>
  );
}

interface QuestionsProps {
  steps: RouteTemplate["steps"];
  title: string;
  choices: Record<number, string>;
  problem: ProblemError | null;
  onTitle: (title: string) => void;
  onChoice: (place: number, id: string) => void;
}

function Questions({ steps, title, choices, problem, onTitle, onChoice }: QuestionsProps) {
  const { t } = useTranslation("process");
  const id = useId();
  const ofTitle = problem?.fields?.find(({ field }) => field === "title")?.detail;
  return (
    <>
      <p className="x-muted">{t("template.help")}</p>
      {problem !== null && ofTitle === undefined && (
        <Alert type="error" showIcon role="alert" title={problem.fields?.[0]?.detail ?? problem.message} />
      )}
      <label className={styles.label} htmlFor={`${id}-title`}>
        {t("template.title")}
      </label>
      <Input
        id={`${id}-title`}
        value={title}
        maxLength={LONGEST_TITLE}
        placeholder={t("template.example")}
        onChange={(event) => onTitle(event.target.value)}
        {...(ofTitle === undefined ? {} : { status: "error" as const })}
      />
      {ofTitle !== undefined && (
        <p className={styles.problem} role="alert">
          {ofTitle}
        </p>
      )}
      <ol className={styles.steps}>
        {steps.map((step, place) => (
          <li key={place}>
            <div className={styles.step}>
              <strong>{step.name}</strong>
              <span className="x-muted">
                {[
                  step.people.length > 1 || step.kind === "cc" ? t(`common:route.kind.${step.kind}`) : null,
                  step.beside ? t("path.beside") : null,
                ]
                  .filter((mark) => mark !== null)
                  .join(" · ")}
              </span>
            </div>
            <Select
              aria-label={t("template.who", { number: place + 1 })}
              className={styles.choice}
              value={choices[place] ?? step.choices[0]?.id}
              onChange={(chosen: string) => onChoice(place, chosen)}
              options={step.choices.map((choice) => ({ value: choice.id, label: choice.name }))}
            />
          </li>
        ))}
      </ol>
    </>
  );
}
