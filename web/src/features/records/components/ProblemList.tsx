import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import type { ProblemError } from "@/lib/client";
import { localized } from "@/lib/i18n";

import { fieldsByCode, type ObjectTypeDefinition } from "../model/definition";
import { anchorOf, type LocatedProblem } from "../model/problems";
import styles from "./form.module.css";

interface ProblemListProps {
  /** The form, to name its fields; null where none is shown. */
  definition: ObjectTypeDefinition | null;
  refusal: ProblemError | null;
  problems: readonly LocatedProblem[];
  onClose?: () => void;
}

/** Everything that stands in the way of submitting, each entry a jump to its field. */
export function ProblemList({ definition, refusal, problems, onClose }: ProblemListProps) {
  const { t } = useTranslation("records");
  if (refusal === null && problems.length === 0) return null;
  const fields = fieldsByCode(definition?.fields ?? []);

  const nameOf = ({ top, line, column, field }: LocatedProblem): string => {
    const parent = fields.get(top);
    const child = parent?.fields?.find((one) => one.code === column);
    const name = parent ? localized(parent.title) : field;
    if (line === undefined) return name;
    return t(column === undefined ? "problems.line" : "problems.cell", {
      field: name,
      line: line + 1,
      column: child ? localized(child.title) : (column ?? ""),
    });
  };

  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className={styles.problems}
      title={problems.length > 0 ? t("problems.title", { count: problems.length }) : refusal?.message}
      {...(onClose ? { closable: { onClose, "aria-label": t("problems.close") } } : {})}
      description={
        problems.length === 0 ? (
          <code>{refusal?.reference}</code>
        ) : (
          <ul className={styles.problemList}>
            {problems.map((problem, index) => (
              <li key={index}>
                <button type="button" className={styles.jump} onClick={() => jumpTo(problem)}>
                  {nameOf(problem)}
                </button>
                {t("problems.separator")}
                {problem.detail}
              </li>
            ))}
          </ul>
        )
      }
    />
  );
}

/** Scrolls to the control of a problem and puts the focus in it. */
export function jumpTo({ top, line, column }: LocatedProblem): void {
  const exact = document.getElementById(anchorOf(top, line, column));
  const target =
    exact ?? document.getElementById(anchorOf(top)) ?? document.querySelector(`[data-field="${CSS.escape(top)}"]`);
  if (!(target instanceof HTMLElement)) return;
  target.scrollIntoView({ block: "center", behavior: "smooth" });
  target.focus({ preventScroll: true });
}
