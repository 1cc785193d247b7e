import { Alert, Modal } from "antd";
import { useTranslation } from "react-i18next";

import type { BatchOutcome } from "@/lib/data";

import { Lines } from "./Lines";

interface BatchResultProps {
  outcome: BatchOutcome;
  /** The verb in words. */
  title: string;
  titles: Map<string, string>;
  onClose: () => void;
}

/** What became of each item of a batch, and why not. */
export function BatchResult({ outcome, title, titles, onClose }: BatchResultProps) {
  const { t } = useTranslation("work-items");
  const left = outcome.lines.filter((line) => !line.done);
  const done = outcome.lines.filter((line) => line.done);
  return (
    <Modal
      open
      title={t("batch.outcome", { verb: title })}
      onOk={onClose}
      onCancel={onClose}
      footer={(_, { OkBtn }) => <OkBtn />}
    >
      <Alert
        type={done.length === 0 ? "error" : "warning"}
        showIcon
        title={t("batch.done", { verb: title, count: done.length })}
      />
      <p>{t("batch.leftOut", { count: left.length })}</p>
      <Lines lines={left} titles={titles} />
      {done.length > 0 && (
        <>
          <p>{t("batch.doneList")}</p>
          <Lines lines={done} titles={titles} />
        </>
      )}
    </Modal>
  );
}
