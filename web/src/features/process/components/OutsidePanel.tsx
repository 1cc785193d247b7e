import { useQuery } from "@tanstack/react-query";
import { App, Button, Popconfirm, Tag } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { formatDateTime } from "@/lib/format";
import { useSession } from "@/lib/session";
import { useProblemMessage } from "@/lib/use-problem-message";

import { outsideQuery, useRepair, type Incident, type OutsideCall, type OutsideWait } from "../api/outside";
import { AnswerDialog } from "./AnswerDialog";
import styles from "./outside.module.css";
import page from "./page.module.css";

interface Place {
  token: number;
  name: string;
}

/** For system administrators: where the instance stopped, which systems have not answered, and what to do about it. */
export function OutsidePanel({ instanceId }: { instanceId: string }) {
  const isAdministrator = useSession().administrator_kinds.includes("system");
  return isAdministrator ? <Panel instanceId={instanceId} /> : null;
}

function Panel({ instanceId }: { instanceId: string }) {
  const { t } = useTranslation("process");
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const outside = useQuery(outsideQuery(instanceId));
  const retry = useRepair(instanceId, "retry");
  const answer = useRepair(instanceId, "answer");
  const [asked, setAsked] = useState<Place | null>(null);
  const { incidents = [], calls = [], waits = [] } = outside.data ?? {};
  // A task that calls and then waits for the answer is one line, not two.
  const waiting = waits.filter((wait) => !calls.some((call) => call.token === wait.token));
  if (incidents.length + calls.length + waiting.length === 0) return null;

  const tryAgain = (token: number): void =>
    retry.mutate(
      { token, opinion: "" },
      { onSuccess: () => void message.success(t("outside.retried")), onError: showProblem },
    );
  const buttons = (place: Place & { answerable: boolean }, again: boolean): ReactNode => (
    <div className={styles.buttons}>
      {again && (
        <Popconfirm title={t("outside.retryTitle", { activity: place.name })} onConfirm={() => tryAgain(place.token)}>
          <Button size="small" type="primary" loading={retry.isPending}>
            {t("outside.retry")}
          </Button>
        </Popconfirm>
      )}
      {place.answerable && (
        <Button size="small" onClick={() => setAsked(place)}>
          {t("outside.answer")}
        </Button>
      )}
    </div>
  );

  return (
    <section className={page.panel} aria-labelledby="outside-title">
      <div className={page.panelHead}>
        <h2 id="outside-title" className={page.panelTitle}>
          {t("outside.title")}
        </h2>
      </div>
      <ul className={styles.rows}>
        {incidents.map((entry) => (
          <li key={`incident-${entry.token}`} className={styles.row}>
            <IncidentText entry={entry} />
            {buttons(entry, true)}
          </li>
        ))}
        {calls.map((entry) => (
          <li key={`call-${entry.token}`} className={styles.row}>
            <CallText entry={entry} />
            {buttons({ ...entry, answerable: true }, false)}
          </li>
        ))}
        {waiting.map((entry) => (
          <li key={`wait-${entry.token}-${entry.activity}-${entry.message}`} className={styles.row}>
            <WaitText entry={entry} />
            {buttons(entry, false)}
          </li>
        ))}
      </ul>
      {asked !== null && (
        <AnswerDialog
          activity={asked.name}
          busy={answer.isPending}
          refusal={answer.error}
          onClose={() => setAsked(null)}
          onSend={(values, opinion) =>
            answer.mutate(
              { token: asked.token, opinion, values },
              {
                onSuccess: () => {
                  setAsked(null);
                  void message.success(t("outside.answered"));
                },
              },
            )
          }
        />
      )}
    </section>
  );
}

function IncidentText({ entry }: { entry: Incident }) {
  const { t, i18n } = useTranslation("process");
  return (
    <div className={styles.text}>
      <div className={styles.head}>
        <Tag color="error">{t("outside.incident")}</Tag>
        {entry.name}
      </div>
      <p className={styles.sentence}>{i18n.language.startsWith("zh") ? entry.zh : entry.en}</p>
      <p className={styles.facts}>
        {entry.since != null && <span>{t("outside.since", { time: formatDateTime(entry.since) })}</span>}
        {entry.attempts != null && <span>{t("outside.tried", { count: entry.attempts })}</span>}
      </p>
    </div>
  );
}

function CallText({ entry }: { entry: OutsideCall }) {
  const { t, i18n } = useTranslation("process");
  const error = i18n.language.startsWith("zh") ? entry.error_zh : entry.error_en;
  const failed = entry.status === "failed" || entry.status === "answered";
  return (
    <div className={styles.text}>
      <div className={styles.head}>
        {entry.held ? (
          <Tag color="warning">{t("outside.held")}</Tag>
        ) : (
          <Tag color={failed ? "warning" : "processing"}>{t(failed ? "outside.callFailed" : "outside.calling")}</Tag>
        )}
        {entry.name || entry.activity}
      </div>
      {entry.held && <p className={styles.sentence}>{t("outside.heldText")}</p>}
      {error != null && <p className={styles.sentence}>{error}</p>}
      <p className={styles.facts}>
        {entry.to !== "" && <span>{t("outside.to", { name: entry.to })}</span>}
        <span>{t("outside.attempts", { number: entry.attempts, limit: entry.maximum_attempts })}</span>
        {failed && <span>{t("outside.next", { time: formatDateTime(entry.next_at) })}</span>}
      </p>
    </div>
  );
}

function WaitText({ entry }: { entry: OutsideWait }) {
  const { t } = useTranslation("process");
  return (
    <div className={styles.text}>
      <div className={styles.head}>
        <Tag>{t(entry.kind === "message" ? "outside.waitsMessage" : "outside.waitsSignal")}</Tag>
        {entry.name}
      </div>
      <p className={styles.facts}>
        <span>{entry.message}</span>
        {entry.key != null && <span>{t("outside.key", { key: entry.key })}</span>}
        {entry.since != null && <span>{t("outside.since", { time: formatDateTime(entry.since) })}</span>}
      </p>
    </div>
  );
}
