import { Alert, Button, Drawer, Modal } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ProblemError } from "@/lib/client";
import { useIsPhone } from "@/lib/use-media";

import styles from "./work.module.css";

interface VerbWindowProps {
  title: string;
  /** Without it the window has no button of its own. */
  okText?: string;
  busy?: boolean;
  danger?: boolean;
  /** What is written in it is kept by who opened it: closed by mistake, nothing is lost. */
  kept?: boolean;
  /** Why it was not done; what was answered stays to be corrected or sent again. */
  refusal?: unknown;
  onOk?: () => void;
  onCancel: () => void;
  children: ReactNode;
}

/**
 * Where something is asked: a window on the desktop, a sheet from below on the phone. Once something is written that
 * would be lost with it, only its own buttons close it, not a tap beside it and not Esc.
 */
export function VerbWindow(props: VerbWindowProps) {
  const { title, okText, busy = false, danger = false, kept = false, refusal, onOk, onCancel, children } = props;
  const { t } = useTranslation();
  const [written, setWritten] = useState(false);
  const closes = { keyboard: kept || !written, mask: { closable: kept || !written } };
  const content = (
    <div onInput={() => setWritten(true)}>
      {refusal instanceof ProblemError && <Refusal problem={refusal} />}
      {children}
    </div>
  );
  if (useIsPhone()) {
    return (
      <Drawer
        open
        placement="bottom"
        size="auto"
        rootClassName="x-sheet"
        title={title}
        {...closes}
        onClose={onCancel}
        footer={
          okText !== undefined && (
            <Button type="primary" size="large" block danger={danger} loading={busy} onClick={onOk}>
              {okText}
            </Button>
          )
        }
      >
        {content}
      </Drawer>
    );
  }
  return (
    <Modal
      open
      {...closes}
      title={title}
      okText={okText}
      cancelText={t("actions.cancel")}
      footer={okText === undefined ? null : undefined}
      okButtonProps={{ danger, loading: busy }}
      onOk={onOk}
      onCancel={onCancel}
    >
      {content}
    </Modal>
  );
}

function Refusal({ problem }: { problem: ProblemError }) {
  const details = problem.fields.map(({ detail }) => detail).join(" ");
  return (
    <Alert
      className={styles.refusal}
      type="error"
      showIcon
      role="alert"
      title={problem.message}
      description={problem.status >= 500 ? problem.reference : details || undefined}
    />
  );
}
