import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { charactersOver } from "./opinion-length";
import { OpinionInput } from "./OpinionInput";
import { VerbWindow } from "./VerbWindow";
import styles from "./work.module.css";

interface OpinionDialogProps {
  title: string;
  okText: string;
  label: string;
  placeholder?: string;
  initial?: string;
  required?: boolean;
  danger?: boolean;
  busy: boolean;
  /** Why it was not done when it was last sent. */
  refusal?: unknown;
  children?: ReactNode;
  onOk: (opinion: string) => void;
  onCancel: () => void;
}

/** One sentence before a step: an opinion, a reason. Ctrl+Enter sends it. */
export function OpinionDialog(props: OpinionDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [opinion, setOpinion] = useState(props.initial ?? "");
  const [tried, setTried] = useState(false);
  const missing = props.required === true && opinion.trim() === "";
  const send = (): void => {
    setTried(true);
    if (!missing && charactersOver(opinion) === 0 && !props.busy) props.onOk(opinion.trim());
  };
  return (
    <VerbWindow
      title={props.title}
      okText={props.okText}
      busy={props.busy}
      danger={props.danger === true}
      refusal={tried ? props.refusal : null}
      onOk={send}
      onCancel={props.onCancel}
    >
      {props.children}
      <div className={styles.dialogField}>
        <label htmlFor={id}>{props.label}</label>
        <OpinionInput
          id={id}
          autoFocus
          placeholder={props.placeholder}
          invalid={tried && missing}
          value={opinion}
          onChange={setOpinion}
          onSubmit={send}
        />
        {tried && missing && (
          <p className={styles.missing} role="alert">
            {t("work.missing", { label: props.label })}
          </p>
        )}
      </div>
    </VerbWindow>
  );
}
