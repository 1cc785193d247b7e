import { Input } from "antd";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { charactersOver, MOST_CHARACTERS } from "./opinion-length";
import styles from "./work.module.css";

interface OpinionInputProps {
  id: string;
  /** Its name where no label element points at it. */
  label?: string;
  value: string;
  placeholder?: string | undefined;
  rows?: number;
  autoFocus?: boolean;
  invalid?: boolean;
  onChange: (text: string) => void;
  /** Ctrl+Enter. */
  onSubmit?: (() => void) | undefined;
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** Where an opinion, a note or a reason is typed. Too long a text stays whole, is told and is not sent: never cut. */
export function OpinionInput(props: OpinionInputProps) {
  const { t } = useTranslation();
  const over = charactersOver(props.value);
  const invalid = props.invalid === true || over > 0;
  const press = (event: KeyboardEvent): void => {
    // While an input method composes, Enter is its own: what stands there are letters of a word to come.
    if (event.nativeEvent.isComposing) return;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) {
      props.onKeyDown?.(event);
      return;
    }
    event.preventDefault();
    if (over === 0) props.onSubmit?.();
  };
  return (
    <div className={styles.opinionInput}>
      <Input.TextArea
        id={props.id}
        {...(props.label === undefined ? {} : { "aria-label": props.label })}
        aria-invalid={invalid || undefined}
        {...(invalid ? { status: "error" as const } : {})}
        {...(props.autoFocus ? { autoFocus: true } : {})}
        autoSize={{ minRows: props.rows ?? 2, maxRows: 6 }}
        {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={press}
      />
      {over > 0 && (
        <p role="alert" className={styles.tooLong}>
          {t("work.tooLong", { most: MOST_CHARACTERS, over })}
        </p>
      )}
    </div>
  );
}
