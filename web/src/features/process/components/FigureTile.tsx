import { useTranslation } from "react-i18next";

import { formatDecimal, formatMoney } from "@/lib/format";

import type { Figure } from "../model/guidance";
import styles from "./guidance.module.css";

function printed(type: string, value: string | null): string {
  if (value === null) return "—";
  if (type === "money") return formatMoney(value);
  return type === "integer" ? formatDecimal(value, 0) : formatDecimal(value);
}

/** One figure to judge by; a ledger may have several pools. */
export function FigureTile({ figure }: { figure: Figure }) {
  const { t } = useTranslation("process");
  const [first] = figure.rows;
  return (
    <div className={figure.rows.length > 1 ? styles.wideFigure : styles.figure}>
      <dt>
        {figure.title}
        {figure.at !== null && t("guidance.then")}
      </dt>
      {first === undefined && <dd className={styles.nothing}>{t("guidance.noFigure")}</dd>}
      {figure.rows.length === 1 && first !== undefined && (
        <dd className={styles.value}>
          {printed(figure.type, first.value)}
          {first.title !== "" && <span className={styles.of}>{first.title}</span>}
        </dd>
      )}
      {figure.rows.length > 1 &&
        figure.rows.map((row) => (
          <dd key={row.title} className={styles.row}>
            <span className={styles.of}>{row.title}</span>
            <span className={styles.rowValue}>{printed(figure.type, row.value)}</span>
          </dd>
        ))}
    </div>
  );
}

/** The place of a figure that is on its way. */
export function FigurePlace({ title }: { title: string }) {
  return (
    <div className={styles.figure}>
      <dt>{title}</dt>
      <dd className={`${styles.value} ${styles.nothing}`}>…</dd>
    </div>
  );
}
