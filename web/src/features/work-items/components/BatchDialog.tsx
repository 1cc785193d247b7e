import { Radio } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { PeoplePicker } from "@/components/people";
import { charactersOver, OpinionInput, VerbWindow } from "@/components/work";
import type { BatchBody, BatchVerb } from "@/lib/data";

import { Lines } from "./Lines";
import styles from "./work-items.module.css";

interface BatchDialogProps {
  offer: BatchVerb;
  titles: Map<string, string>;
  busy: boolean;
  /** Why nothing was done when it was last sent. */
  refusal: unknown;
  onSend: (body: Partial<BatchBody>) => void;
  onClose: () => void;
}

type Then = NonNullable<BatchBody["then"]>;
type Target = NonNullable<BatchBody["target"]>;

/** What a batch needs before it is sent: where to, to whom, one opinion for all; and what will be left out. */
export function BatchDialog({ offer, titles, busy, refusal, onSend, onClose }: BatchDialogProps) {
  const { t } = useTranslation("work-items");
  const id = useId();
  const [opinion, setOpinion] = useState(offer.verb === "approve" ? t("common:work.approveDefault") : "");
  const [target, setTarget] = useState(offer.targets?.[0]?.id ?? "");
  const [then, setThen] = useState<Then>("run_again");
  const [people, setPeople] = useState<{ id: string; name: string }[]>([]);
  const [tried, setTried] = useState(false);
  const takesOpinion = offer.opinion !== "none";
  const lacksOpinion = offer.opinion === "required" && opinion.trim() === "";
  const lacksPerson = offer.verb === "transfer" && people.length === 0;

  const send = (): void => {
    setTried(true);
    if (lacksOpinion || lacksPerson || charactersOver(opinion) > 0 || busy) return;
    onSend({
      ...(takesOpinion ? { opinion: opinion.trim() } : {}),
      ...(offer.verb === "return" ? { target: target as Target, then } : {}),
      ...(people[0] ? { person_id: people[0].id } : {}),
    });
  };

  return (
    <VerbWindow
      title={t("batch.title", { verb: offer.title, count: offer.count })}
      okText={offer.title}
      busy={busy}
      danger={offer.verb === "reject"}
      refusal={tried ? refusal : null}
      onOk={send}
      onCancel={onClose}
    >
      <div className={styles.questions}>
        {offer.verb === "return" && (
          <>
            <div role="group" aria-labelledby={`${id}-target`}>
              <span id={`${id}-target`} className={styles.question}>
                {t("batch.target")}
              </span>
              <Radio.Group
                value={target}
                onChange={(event) => setTarget(event.target.value as string)}
                options={(offer.targets ?? []).map((one) => ({
                  value: one.id,
                  label:
                    one.count === offer.count ? one.name : t("batch.targetSome", { name: one.name, count: one.count }),
                }))}
                vertical
              />
            </div>
            <div role="group" aria-labelledby={`${id}-then`}>
              <span id={`${id}-then`} className={styles.question}>
                {t("batch.then")}
              </span>
              <Radio.Group
                value={then}
                onChange={(event) => setThen(event.target.value as Then)}
                options={(["run_again", "straight_back"] as const).map((value) => ({
                  value,
                  label: t(`batch.${value}`),
                }))}
                vertical
              />
            </div>
          </>
        )}
        {offer.verb === "transfer" && (
          <div>
            <label htmlFor={`${id}-people`} className={styles.question}>
              {t("batch.person")}
            </label>
            <PeoplePicker
              id={`${id}-people`}
              label={t("batch.person")}
              value={people}
              onChange={(chosen) => setPeople(chosen.map((one) => ({ ...one })))}
              {...(tried && lacksPerson ? { status: "error" as const } : {})}
            />
            {tried && lacksPerson && <Missing text={t("batch.personMissing")} />}
          </div>
        )}
        {takesOpinion && (
          <div>
            <label htmlFor={`${id}-opinion`} className={styles.question}>
              {t("common:work.opinion")}
            </label>
            <OpinionInput
              id={`${id}-opinion`}
              autoFocus={offer.verb === "approve" || offer.verb === "reject"}
              value={opinion}
              placeholder={t(offer.opinion === "required" ? "batch.opinionRequired" : "batch.opinionOptional")}
              invalid={tried && lacksOpinion}
              onChange={setOpinion}
              onSubmit={send}
            />
            {tried && lacksOpinion && <Missing text={t("batch.opinionMissing")} />}
          </div>
        )}
        {offer.left_out.length > 0 && (
          <div>
            <p className={styles.question}>{t("batch.willLeave", { count: offer.left_out.length })}</p>
            <Lines lines={offer.left_out} titles={titles} />
          </div>
        )}
      </div>
    </VerbWindow>
  );
}

function Missing({ text }: { text: string }) {
  return (
    <p role="alert" className={styles.missing}>
      {text}
    </p>
  );
}
