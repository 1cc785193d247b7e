import { Input, type InputRef } from "antd";
import { useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { formatDecimal } from "@/lib/format";
import { localized } from "@/lib/i18n";

import { scaleOf } from "../../model/definition";
import { hasFullWidth, readDecimal, readInteger } from "@/lib/format";
import { asText } from "../../model/values";
import styles from "../form.module.css";
import { controlAttributes, type ControlProps } from "./types";

const NOTE_DELAY = 250;

/**
 * A number typed as text: money must not pass through a float. Full-width digits, separators and signs are
 * accepted and put right when the field is left; what cannot be read stays as it was typed, marked.
 */
export function NumberControl(props: ControlProps) {
  const { field, value, onChange, bare } = props;
  const { t } = useTranslation("records");
  const [focused, setFocused] = useState(false);
  const [explained, setExplained] = useState(false);
  const text = asText(value);
  const input = useRef<InputRef>(null);
  // Grouping vanishes on focus, and with it the browser's selection: what is typed next shall replace the number.
  useLayoutEffect(() => {
    if (focused) input.current?.select();
  }, [focused]);

  const leave = (): void => {
    setFocused(false);
    const reading = field.type === "integer" ? readInteger(text) : readDecimal(text, scaleOf(field));
    if (!reading.ok || reading.value === text) return;
    // Said a moment later: a line that appears under a press of the mouse would move the button away from it.
    if (hasFullWidth(text)) window.setTimeout(() => setExplained(true), NOTE_DELAY);
    onChange(reading.value);
  };

  const unit = field.type === "percent" ? "%" : localized(field.unit);
  return (
    <>
      <Input
        {...controlAttributes(props)}
        ref={input}
        className={styles.numberInput}
        inputMode="decimal"
        autoComplete="off"
        prefix={field.type === "money" && !bare ? <span className={styles.affix}>¥</span> : undefined}
        suffix={unit !== "" && !bare ? <span className={styles.affix}>{unit}</span> : undefined}
        value={focused ? text : shown(text, field.type === "money" ? scaleOf(field) : undefined)}
        onFocus={() => setFocused(true)}
        onBlur={leave}
        onChange={(event) => {
          setExplained(false);
          onChange(event.target.value);
        }}
      />
      {explained && !bare && (
        <div className={styles.note} role="status">
          {t("number.fullWidthRead")}
        </div>
      )}
    </>
  );
}

/** At rest an amount stands grouped: 12,345.60. */
function shown(text: string, places: number | undefined): string {
  return /^-?\d+(\.\d+)?$/.test(text) ? formatDecimal(text, places) : text;
}
