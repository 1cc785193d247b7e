import { useTranslation } from "react-i18next";

import styles from "./layout.module.css";

const WIDTHS = ["72%", "94%", "61%", "83%", "48%", "90%", "67%", "79%"];

function Bars({ count }: { count: number }) {
  return Array.from({ length: count }, (_, index) => (
    <div key={index} className={styles.bar} style={{ width: WIDTHS[index % WIDTHS.length] }} />
  ));
}

/** The place of a list that is on its way. */
export function ListSkeleton({ rows = 8 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className={styles.skeleton} role="status" aria-busy aria-label={t("loading")}>
      <Bars count={rows} />
    </div>
  );
}

/** The place of a whole page that is on its way. */
export function PageSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={styles.skeleton} role="status" aria-busy aria-label={t("loading")}>
      <div className={styles.bar} style={{ width: "18%", height: 22 }} />
      <Bars count={10} />
    </div>
  );
}
