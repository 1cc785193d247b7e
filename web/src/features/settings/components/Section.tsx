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

export function Field({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <label className={styles.field}>
      <span>{label}</span>
      {children}
      {hint !== undefined && <small className="x-muted">{hint}</small>}
    </label>
  );
}
