import { Alert, Button, Modal } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { OpinionDialog } from "@/components/work";
import { useApproveBatch, type BatchOutcome, type WorkItem } from "@/lib/data";
import { useProblemMessage } from "@/lib/use-problem-message";

import styles from "./work-items.module.css";

/** The server takes this many at once. */
export const MOST_AT_ONCE = 100;

interface BatchBarProps {
  chosen: readonly WorkItem[];
  onDone: () => void;
  /** On the phone the bar stands at the lower edge, within reach of the thumb. */
  bottom?: boolean;
  children?: ReactNode;
}

/** Approves what is ticked, and says afterwards what was left out and why. */
export function BatchBar({ chosen, onDone, bottom = false, children }: BatchBarProps) {
  const { t } = useTranslation("work-items");
  const [asking, setAsking] = useState(false);
  const [outcome, setOutcome] = useState<{ batch: BatchOutcome; titles: Map<string, string> } | null>(null);
  const showProblem = useProblemMessage();
  const approve = useApproveBatch();

  const send = (opinion: string): void => {
    const titles = new Map(chosen.map((item) => [item.id, item.title]));
    approve.mutate(
      { ids: chosen.map((item) => item.id), opinion },
      {
        onSuccess: (batch) => {
          setOutcome({ batch, titles });
          onDone();
        },
        onError: showProblem,
        onSettled: () => setAsking(false),
      },
    );
  };

  return (
    <>
      {children !== undefined && children !== false && <div className={styles.batchStart}>{children}</div>}
      {chosen.length > 0 && (
        <div className={bottom ? styles.batchBottom : styles.batch} role="status">
          <span>{t("batch.chosen", { count: chosen.length })}</span>
          <Button
            size={bottom ? "middle" : "small"}
            type="primary"
            disabled={chosen.length > MOST_AT_ONCE}
            onClick={() => setAsking(true)}
          >
            {t("batch.approve")}
          </Button>
          <Button size="small" type="text" onClick={onDone}>
            {t("batch.clear")}
          </Button>
        </div>
      )}
      {asking && (
        <OpinionDialog
          title={t("batch.title", { count: chosen.length })}
          okText={t("common:work.approve")}
          label={t("common:work.opinion")}
          initial={t("common:work.approveDefault")}
          busy={approve.isPending}
          onOk={send}
          onCancel={() => setAsking(false)}
        />
      )}
      {outcome !== null && <Outcome {...outcome} onClose={() => setOutcome(null)} />}
    </>
  );
}

interface OutcomeProps {
  batch: BatchOutcome;
  titles: Map<string, string>;
  onClose: () => void;
}

function Outcome({ batch, titles, onClose }: OutcomeProps) {
  const { t } = useTranslation("work-items");
  const left = batch.lines.filter((line) => !line.approved);
  const approved = batch.lines.filter((line) => line.approved);
  return (
    <Modal open title={t("batch.outcome")} onOk={onClose} onCancel={onClose} footer={(_, { OkBtn }) => <OkBtn />}>
      <Alert
        type={left.length === 0 ? "success" : "warning"}
        showIcon
        title={t("batch.approved", { count: batch.approved })}
      />
      {left.length > 0 && (
        <>
          <p>{t("batch.leftOut", { count: left.length })}</p>
          <Lines lines={left} titles={titles} />
        </>
      )}
      {approved.length > 0 && (
        <>
          <p>{t("batch.approvedList")}</p>
          <Lines lines={approved} titles={titles} />
        </>
      )}
    </Modal>
  );
}

function Lines({ lines, titles }: { lines: BatchOutcome["lines"]; titles: Map<string, string> }) {
  return (
    <ul className={styles.leftOut}>
      {lines.map((line) => (
        <li key={line.item_id}>
          {titles.get(line.item_id)}
          {line.reason !== null && <div className="x-muted">{line.reason}</div>}
        </li>
      ))}
    </ul>
  );
}
