import { MoreOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button, Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useProblemMessage, useWindowProblem } from "@/lib/use-problem-message";

import {
  useDiscardIncident,
  useRefreshIncidents,
  useRetryIncident,
  useStopsAgain,
  type OpenIncident,
  type Retried,
} from "../api/incidents";
import { actOnInstance, instanceQuery } from "../api/instances";
import { useRepair } from "../api/outside";
import type { VerbBody } from "../api/work-items";
import type { VerbOffer } from "../model/work-item";
import { AnswerDialog } from "./AnswerDialog";
import styles from "./incidents.module.css";
import { VerbDialog } from "./VerbDialog";

interface IncidentActionsProps {
  incident: OpenIncident;
  /** System administrators also move, answer for and end an instance. */
  administersSystem: boolean;
}

/** What can be done about one incident: try it again, all like it, or go another way. */
export function IncidentActions({ incident, administersSystem }: IncidentActionsProps) {
  const { t } = useTranslation("process");
  const { message, modal } = App.useApp();
  const navigate = useNavigate();
  const showProblem = useProblemMessage();
  const retry = useRetryIncident();
  const stopsAgain = useStopsAgain();
  const [answering, setAnswering] = useState(false);
  const [discarding, setDiscarding] = useState(false);
  const [offer, setOffer] = useState<VerbOffer | null>(null);
  const ask = useOffer(incident.instance_id, setOffer);

  const told = (done: Retried): void => {
    if (done.refused.length > 0) void message.warning(t("incidents.someRefused", { count: done.refused.length }));
    else if (done.left > 0) void message.success(t("incidents.more", { count: done.retried, left: done.left }));
    else void message.success(t(incident.kind === "stopped" ? "incidents.retried" : "incidents.arranged"));
  };
  // Not the callbacks of mutate: the row that was repaired is gone before they would be called.
  const again = (alike: boolean): void =>
    void retry.mutateAsync({ incident, alike }).then((done) => {
      const still = stopsAgain(incident);
      if (still === undefined || alike) told(done);
      else void message.warning(t("incidents.stoppedAgain", { count: still.attempts }));
    }, showProblem);
  const askAll = (): void =>
    void modal.confirm({
      title: t("incidents.retryAllTitle", { count: incident.alike }),
      content: t("incidents.retryAllText"),
      okText: t("incidents.retryAll", { count: incident.alike }),
      onOk: () => again(true),
    });

  const onInstance = incident.instance_id !== null && administersSystem;
  const items = [
    incident.alike > 1 && { key: "all", label: t("incidents.retryAll", { count: incident.alike }), onClick: askAll },
    onInstance &&
      incident.answerable && { key: "answer", label: t("outside.answer"), onClick: () => setAnswering(true) },
    onInstance && { key: "jump", label: t("verb.jump"), onClick: () => ask("jump") },
    onInstance && { key: "terminate", label: t("verb.terminate"), danger: true, onClick: () => ask("terminate") },
    administersSystem &&
      DISCARDED.has(incident.kind) && {
        key: "discard",
        label: t(`incidents.discard.${incident.kind}`),
        danger: true,
        onClick: () => setDiscarding(true),
      },
    administersSystem &&
      incident.kind === "connection" && {
        key: "connection",
        label: t("incidents.toConnection"),
        onClick: () => void navigate({ to: "/settings", search: { section: "connections" } }),
      },
  ].filter((item) => item !== false);

  return (
    <div className={styles.buttons}>
      <Button size="small" type="primary" loading={retry.isPending} onClick={() => again(false)}>
        {t(incident.kind === "connection" ? "incidents.probe" : "outside.retry")}
      </Button>
      {items.length > 0 && (
        <Dropdown trigger={["click"]} menu={{ items }}>
          <Button
            size="small"
            icon={<MoreOutlined />}
            aria-haspopup="menu"
            aria-label={t("incidents.moreActions", { name: incident.title || incident.name })}
          />
        </Dropdown>
      )}
      {answering && incident.token !== null && incident.instance_id !== null && (
        <Answer
          instanceId={incident.instance_id}
          token={incident.token}
          activity={incident.name}
          onClose={() => setAnswering(false)}
        />
      )}
      {discarding && <Discard incident={incident} onClose={() => setDiscarding(false)} />}
      {offer !== null && incident.instance_id !== null && (
        <Verb instanceId={incident.instance_id} title={incident.title} offer={offer} onClose={() => setOffer(null)} />
      )}
    </div>
  );
}

/** Asks the instance whether a verb is possible now, and with which targets. */
function useOffer(instanceId: string | null, onOffer: (offer: VerbOffer) => void): (verb: string) => void {
  const { t } = useTranslation("process");
  const client = useQueryClient();
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  return (verb) => {
    if (instanceId === null) return;
    void client.fetchQuery(instanceQuery(instanceId)).then((instance) => {
      const found = instance.verbs.find((offer) => offer.verb === verb);
      if (found === undefined || found.allowed === false)
        void message.warning(found?.reason ?? t("incidents.notNow", { verb: t(`verb.${verb}`) }));
      else onOffer(found);
    }, showProblem);
  };
}

function Verb(props: { instanceId: string; title: string; offer: VerbOffer; onClose: () => void }) {
  const { instanceId, title, offer, onClose } = props;
  const { t } = useTranslation("process");
  const { message } = App.useApp();
  const failed = useWindowProblem(onClose);
  const refresh = useRefreshIncidents();
  const act = useMutation({ mutationFn: (content: VerbBody) => actOnInstance(instanceId, offer.verb, content) });
  const name = t(`verb.${offer.verb}`);
  // Not the callbacks of mutate: the row that was repaired is gone before they would be called.
  const send = (content: VerbBody): void =>
    void act
      .mutateAsync(content)
      .then(() => {
        void message.success(t("done", { verb: name, title }));
        onClose();
      }, failed)
      .finally(refresh);
  return (
    <VerbDialog
      offer={offer}
      title={name}
      opinion=""
      busy={act.isPending}
      refusal={act.error}
      danger={offer.verb === "terminate"}
      options={<p className="x-muted">{t("incidents.matter", { title })}</p>}
      onSend={send}
      onClose={onClose}
    />
  );
}

const DISCARDED = new Set(["timer", "message", "signal"]);
const DISCARD: VerbOffer = { verb: "discard", allowed: true, opinion: "required" };

function Discard({ incident, onClose }: { incident: OpenIncident; onClose: () => void }) {
  const { t } = useTranslation("process");
  const { message } = App.useApp();
  const failed = useWindowProblem(onClose);
  const discard = useDiscardIncident();
  const send = ({ opinion = "" }: VerbBody): void =>
    void discard.mutateAsync({ id: incident.id, opinion }).then(() => {
      void message.success(t(`incidents.discarded.${incident.kind}`));
      onClose();
    }, failed);
  return (
    <VerbDialog
      offer={DISCARD}
      title={t(`incidents.discard.${incident.kind}`)}
      opinion=""
      busy={discard.isPending}
      refusal={discard.error}
      danger
      options={<p className="x-muted">{t(`incidents.discardMeans.${incident.kind}`)}</p>}
      onSend={send}
      onClose={onClose}
    />
  );
}

function Answer(props: { instanceId: string; token: number; activity: string; onClose: () => void }) {
  const { instanceId, token, activity, onClose } = props;
  const { t } = useTranslation("process");
  const { message } = App.useApp();
  const refresh = useRefreshIncidents();
  const failed = useWindowProblem(onClose);
  const answer = useRepair(instanceId, "answer");
  return (
    <AnswerDialog
      activity={activity}
      busy={answer.isPending}
      refusal={answer.error}
      onClose={onClose}
      onSend={(values, opinion) =>
        void answer
          .mutateAsync({ token, opinion, values })
          .then(() => {
            void message.success(t("outside.answered"));
            onClose();
          }, failed)
          .finally(refresh)
      }
    />
  );
}
