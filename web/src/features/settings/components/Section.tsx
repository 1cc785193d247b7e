import { useId, type ReactNode } from "react";

import styles from "./settings.module.css";

export function Section({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={`x-panel ${styles.section}`} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {text !== undefined && <p className="x-muted">{text}</p>}
      {children}
    </section>
  );
}

/** What ties a control to its label and hint. */
export interface ControlProps {
  id: string;
  "aria-describedby": string | undefined;
  status: "error" | "";
}

interface FieldProps {
  label: string;
  hint?: string;
  /** What is wrong with what was entered, or that nothing was. */
  error?: string | undefined;
  children: (control: ControlProps) => ReactNode;
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const described = [hint === undefined ? "" : hintId, error === undefined ? "" : errorId].filter((one) => one !== "");
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-describedby": described.join(" ") || undefined,
        status: error === undefined ? "" : "error",
      })}
      {hint !== undefined && (
        <small id={hintId} className="x-muted">
          {hint}
        </small>
      )}
      {error !== undefined && (
        <p id={errorId} className={styles.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
