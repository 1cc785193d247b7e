import { CheckCircleFilled, ClockCircleOutlined, MinusCircleOutlined, RollbackOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { unattended } from "@/components/work";
import { formatDateTime, formatSince } from "@/lib/format";

import { middleOf } from "../model/middle";
import type { PathStep } from "../model/path";
import { Names } from "./Names";
import styles from "./path.module.css";

/** How a step of a free route is handled, and who put it there. */
function RouteMarks({ step }: { step: PathStep }) {
  const { t } = useTranslation("process");
  const marks = [
    step.kind == null ? null : t(`common:route.kind.${step.kind}`),
    step.beside === true ? t("path.beside") : null,
    step.added == null ? null : t("path.added", { name: step.added }),
  ].filter((mark) => mark !== null);
  return marks.length === 0 ? null : <div className={styles.time}>{marks.join(" · ")}</div>;
}

/** The way of the process as a list: done, now, expected; readable where a drawing is too wide. */
export function StepList({ steps }: { steps: readonly PathStep[] }) {
  const { t } = useTranslation("process");
  const [whole, setWhole] = useState(false);
  // What is going on and to come is always there; only of what is done the middle is folded.
  const folded = whole ? new Set() : middleOf(steps.filter(({ state }) => state === "done"));
  const [first] = folded;
  return (
    <ol className={styles.steps}>
      {steps.map((step) =>
        folded.has(step) ? (
          step === first && (
            <li key="folded">
              <Button size="small" onClick={() => setWhole(true)}>
                {t("trail.unfold", { count: folded.size })}
              </Button>
            </li>
          )
        ) : (
          <Step key={step.key} step={step} />
        ),
      )}
    </ol>
  );
}

function Step({ step }: { step: PathStep }) {
  const { t } = useTranslation("process");
  return (
    <li
      className={styles[step.against === undefined ? step.state : "against"]}
      aria-current={step.state === "current" ? "step" : undefined}
    >
      <span className={styles.mark} aria-hidden>
        {step.against !== undefined ? (
          <RollbackOutlined />
        ) : step.state === "done" ? (
          <CheckCircleFilled />
        ) : step.state === "current" ? (
          <ClockCircleOutlined />
        ) : (
          <MinusCircleOutlined />
        )}
      </span>
      <div className={styles.stepBody}>
        <div className={styles.stepName}>
          {step.name}
          <span className={styles.stepState}>{step.against ?? t(`path.${step.state}`)}</span>
        </div>
        <RouteMarks step={step} />
        {step.place !== undefined && unattended(step.place) !== "" && (
          <div className={step.place.stopped ? styles.stopped : styles.names}>{unattended(step.place)}</div>
        )}
        {step.names.length > 0 && (
          <div className={styles.names}>
            <Names
              names={step.names.map((name) =>
                step.handled?.includes(name) === true ? t("path.handled", { name }) : name,
              )}
            />
          </div>
        )}
        {step.state === "current" && step.since !== null && (
          <div className={styles.time}>
            {t("path.since", {
              waiting: formatSince(step.since, (span) => t("path.waiting", { span })),
              at: formatDateTime(step.since),
            })}
          </div>
        )}
        {step.state === "done" && step.since !== null && (
          <div className={styles.time}>{formatDateTime(step.since)}</div>
        )}
      </div>
    </li>
  );
}
