import { useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "./trail.module.css";

const MOST_NAMES = 10;

/** Many people are named by the first of them and their number; the others on request. */
export function Names({ names, among }: { names: readonly string[]; among?: (names: string) => string }) {
  const { t } = useTranslation("process");
  const [all, setAll] = useState(false);
  const shown = all || names.length <= MOST_NAMES ? names : names.slice(0, MOST_NAMES);
  const joined = shown.join(t("separator"));
  return (
    <>
      {among === undefined ? joined : among(joined)}
      {shown.length < names.length && (
        <button type="button" className={styles.formLink} onClick={() => setAll(true)}>
          {t("trail.allPeople", { count: names.length })}
        </button>
      )}
    </>
  );
}
