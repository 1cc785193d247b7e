import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { OpinionInput } from "@/components/work";

import { useQuickPhrases } from "../api/work-items";
import styles from "./page.module.css";

interface OpinionBoxProps {
  id: string;
  value: string;
  placeholder: string;
  onChange: (text: string) => void;
  onSubmit?: () => void;
  rows?: number;
  autoFocus?: boolean;
  invalid?: boolean;
  /** The verb whose phrases are offered; null where the words are written for the case. */
  phrasesFor: string | null;
  /** Files that go with the opinion. */
  files?: ReactNode;
  /** What else is decided with it: who reads it, whether it is signed. */
  options?: ReactNode;
}

const MOST = 9;

/** The opinion with quick phrases: a click, or Alt and the number, puts one in; a number alone is text. */
export function OpinionBox({
  id,
  value,
  placeholder,
  onChange,
  onSubmit,
  rows = 1,
  autoFocus,
  invalid,
  phrasesFor,
  files,
  options,
}: OpinionBoxProps) {
  const { t } = useTranslation("process");
  const fitting = useQuickPhrases(phrasesFor ?? "");
  const offered = phrasesFor === null ? [] : fitting.slice(0, MOST);
  const box = useRef<HTMLDivElement>(null);

  const insert = (phrase: string): void => {
    onChange(
      value.trim() === "" ? phrase : `${value}${/[，。；,.;\s]$/.test(value) ? "" : t("trail.joiner")}${phrase}`,
    );
    box.current?.querySelector("textarea")?.focus();
  };

  const press = (event: KeyboardEvent): void => {
    // Out of the text: the letter keys of the page work again. (In a window, Esc closes the window.)
    if (event.key === "Escape" && !event.nativeEvent.isComposing && event.target instanceof HTMLElement) {
      event.target.blur();
      return;
    }
    const phrase = /^Digit[1-9]$/.test(event.code) ? offered[Number(event.code.slice(5)) - 1] : undefined;
    if (phrase === undefined || !event.altKey) return;
    event.preventDefault();
    insert(phrase);
  };

  return (
    <div className={`${styles.opinionBox} ${rows === 1 ? styles.onBar : ""}`} ref={box}>
      {offered.length > 0 && (
        <div className={styles.phrases} role="group" aria-label={t("phrases.title")}>
          {offered.map((phrase, index) => (
            <button
              key={phrase}
              type="button"
              className={styles.phrase}
              title={t("phrases.key", { number: index + 1 })}
              onClick={() => insert(phrase)}
            >
              <span className={styles.phraseKey}>{index + 1}</span>
              {phrase}
            </button>
          ))}
        </div>
      )}
      <div className={`${styles.opinionRow} ${rows > 1 ? styles.opinionAbove : ""}`}>
        <OpinionInput
          id={id}
          label={t("opinion.label")}
          rows={rows}
          autoFocus={autoFocus === true}
          invalid={invalid === true}
          placeholder={placeholder}
          value={value}
          onChange={onChange}
          onSubmit={onSubmit}
          onKeyDown={press}
        />
        {files}
      </div>
      {options}
    </div>
  );
}
