import { Modal } from "antd";
import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { charactersOver } from "./opinion-length";
import { OpinionInput } from "./OpinionInput";
import styles from "./work.module.css";

interface OpinionDialogProps {
  title: string;
  okText: string;
  label: string;
  initial?: string;
  required?: boolean;
  danger?: boolean;
  busy: boolean;
  children?: ReactNode;
  onOk: (opinion: string) => void;
  onCancel: () => void;
}

/** One sentence before a step: an opinion, a reason. Ctrl+Enter sends it. */
export function OpinionDialog(props: OpinionDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [opinion, setOpinion] = useState(props.initial ?? "");
  const missing = (props.required === true && opinion.trim() === "") || charactersOver(opinion) > 0;
  const send = (): void => {
    if (!missing && !props.busy) props.onOk(opinion.trim());
  };
  return (
    <Modal
      open
      title={props.title}
      okText={props.okText}
      cancelText={t("actions.cancel")}
      okButtonProps={{ disabled: missing, danger: props.danger, loading: props.busy }}
      onOk={send}
      onCancel={props.onCancel}
    >
      {props.children}
      <div className={styles.dialogField}>
        <label htmlFor={id}>{props.label}</label>
        <OpinionInput id={id} autoFocus value={opinion} onChange={setOpinion} onSubmit={send} />
      </div>
    </Modal>
  );
}
