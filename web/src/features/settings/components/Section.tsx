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
}

interface FieldProps {
  label: string;
  hint?: string;
  children: (control: ControlProps) => ReactNode;
}

export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-describedby": hint === undefined ? undefined : hintId })}
      {hint !== undefined && (
        <small id={hintId} className="x-muted">
          {hint}
        </small>
      )}
    </div>
  );
}
