import { PaperClipOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";

import { SignatureImage } from "@/components/signature";
import { attachmentHref } from "@/features/records";
import { formatDateTime } from "@/lib/format";

import type { TrailRow } from "../model/work-item";
import { middleOf } from "../model/middle";
import { LongText } from "./LongText";
import { Names } from "./Names";
import { SignedFormDrawer } from "./SignedFormDrawer";
import styles from "./trail.module.css";

const TONES: Record<string, string | undefined> = {
  approve: styles.good,
  reply: styles.good,
  reject: styles.bad,
  terminate: styles.bad,
  return: styles.warn,
  withdraw: styles.warn,
  "take-back": styles.warn,
};

/** 意见栏: who did what, in which post, for whom, with which words, when. The newest stands last, as on paper. */
export function OpinionTrail({ rows, instanceId }: { rows: readonly TrailRow[]; instanceId: string }) {
  const { t } = useTranslation("process");
  const [opened, setOpened] = useState<number | null>(null);
  const [whole, setWhole] = useState(false);
  // The submission and the latest words are what a handler reads; a long way between them opens on request.
  const folded = whole ? new Set() : middleOf(rows);
  const shown = rows.filter((row) => !folded.has(row));
  if (rows.length === 0) return <p className={styles.muted}>{t("trail.none")}</p>;
  return (
    <>
      <ol className={styles.trail}>
        {shown.map((row, index) => (
          <Fragment key={row.seq}>
            {index === 1 && folded.size > 0 && (
              <li className={styles.unfold}>
                <Button size="small" onClick={() => setWhole(true)}>
                  {t("trail.unfold", { count: folded.size })}
                </Button>
              </li>
            )}
            <Step row={row} onForm={() => setOpened(row.seq)} />
          </Fragment>
        ))}
      </ol>
      {opened !== null && <SignedFormDrawer instanceId={instanceId} seq={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function Step({ row, onForm }: { row: TrailRow; onForm: () => void }) {
  const { t } = useTranslation("process");
  const name = row.person?.name || row.actor_name || t("trail.system");
  const place = [row.post_name, row.node_name, row.unit_name].filter((part) => part !== "").join(" · ");
  return (
    <li className={styles.step}>
      <span className={styles.disc} aria-hidden>
        {name.slice(0, 1)}
      </span>
      <div className={styles.body}>
        <div className={styles.head}>
          <strong>{name}</strong>
          {row.for_person && <span className={styles.muted}>{t("trail.for", { name: row.for_person.name })}</span>}
          <span className={`${styles.attitude} ${TONES[row.verb] ?? styles.plain}`}>{row.verb_title}</span>
        </div>
        {place !== "" && <div className={styles.place}>{place}</div>}
        <Details row={row} />
        {row.concealed ? (
          <p className={styles.hidden}>{t("trail.hidden")}</p>
        ) : (
          row.opinion !== "" && (
            <div className={styles.opinion}>
              <LongText>
                {row.opinion_hidden && <span className={styles.confidential}>{t("trail.confidential")}</span>}
                {row.opinion}
              </LongText>
            </div>
          )
        )}
        {row.signature !== null && <SignatureImage id={row.signature} name={name} />}
        {row.attachments.length > 0 && (
          <ul className={styles.files}>
            {row.attachments.map((file) => (
              <li key={file.id}>
                <a href={attachmentHref(file)} target="_blank" rel="noreferrer">
                  <PaperClipOutlined aria-hidden /> {file.name}
                </a>
              </li>
            ))}
          </ul>
        )}
        <div className={styles.foot}>
          {row.activity_name !== "" && <span>{row.activity_name}</span>}
          <time dateTime={row.at}>{formatDateTime(row.at)}</time>
          {row.channel === "api" && <span>{t("trail.byProgram")}</span>}
          {row.has_form && (
            <button type="button" className={styles.formLink} onClick={onForm}>
              {t("signedForm.open")}
            </button>
          )}
        </div>
      </div>
    </li>
  );
}

function Details({ row }: { row: TrailRow }) {
  const { t } = useTranslation("process");
  const { target: code, target_name: name, then, people = [], skipped = [], position, steps = [] } = row.details;
  const { where, told } = row.details;
  const target = name || (code === "initiator" ? t("trail.initiator") : "");
  return (
    <>
      {told !== undefined && <div className={styles.detail}>{told}</div>}
      {row.verb === "return" && target !== "" && (
        <div className={styles.detail}>
          {t("trail.returnedTo", { target })}
          {then !== undefined && t(`then.${then}Short`)}
        </div>
      )}
      {row.verb === "jump" && target !== "" && <div className={styles.detail}>{t("trail.jumpedTo", { target })}</div>}
      {steps.length > 0 && (
        <div className={styles.detail}>
          {t(row.verb === "lay-route" ? "trail.laid" : "trail.steps", {
            steps: steps
              .map(({ name: step, people: by }) =>
                t("trail.step", { step, people: by.map((one) => one.name).join(t("separator")) }),
              )
              .join(t("separator")),
          })}
          {where !== undefined && t(`whereShort.${where}`)}
        </div>
      )}
      {row.verb === "lay-route" && steps.length === 0 && <div className={styles.detail}>{t("trail.laidEmpty")}</div>}
      {people.length > 0 && steps.length === 0 && (
        <div className={styles.detail}>
          <Names names={people.map((one) => one.name)} among={(names) => t("trail.people", { names })} />
          {position !== undefined && t(`positionShort.${position}`)}
        </div>
      )}
      {skipped.map((skip, index) => (
        <div key={index} className={styles.detail}>
          {t("trail.skipped", { activity: skip.activity, name: skip.person.name, reason: skip.reason })}
        </div>
      ))}
    </>
  );
}
