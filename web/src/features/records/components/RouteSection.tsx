import { useTranslation } from "react-i18next";

import { RouteEditor, type RouteStep } from "@/components/route";

import styles from "./draft.module.css";

interface RouteSectionProps {
  steps: readonly RouteStep[];
  tried: boolean;
  disabled: boolean;
  onChange: (steps: RouteStep[]) => void;
}

/** Below the form of a matter: the way it will take. */
export function RouteSection({ steps, tried, disabled, onChange }: RouteSectionProps) {
  const { t } = useTranslation("records");
  return (
    <section className={`x-panel ${styles.route}`} aria-labelledby="route-title">
      <h2 id="route-title" className={styles.routeTitle}>
        {t("route.title")}
      </h2>
      <p className="x-muted">{t("route.help")}</p>
      <RouteEditor steps={steps} tried={tried} disabled={disabled} onChange={onChange} />
    </section>
  );
}
