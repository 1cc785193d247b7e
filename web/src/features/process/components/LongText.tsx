import { useCallback, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import styles from "./trail.module.css";

/** Words of whatever length: a page of them shows its beginning, and the rest on request. */
export function LongText({ children }: { children: ReactNode }) {
  const { t } = useTranslation("process");
  const [whole, setWhole] = useState(false);
  const [cut, setCut] = useState(false);
  // How many lines it takes depends on the width, so what is cut is measured.
  const measure = useCallback((text: HTMLDivElement | null) => {
    if (text === null) return;
    const watch = new ResizeObserver(() => setCut(text.scrollHeight > text.clientHeight + 1));
    watch.observe(text);
    return () => watch.disconnect();
  }, []);
  return (
    <>
      <div ref={measure} className={whole ? undefined : styles.beginning}>
        {children}
      </div>
      {(cut || whole) && (
        <button type="button" className={styles.formLink} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {t(whole ? "trail.lessText" : "trail.moreText")}
        </button>
      )}
    </>
  );
}
