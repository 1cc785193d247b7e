import { Alert, Select } from "antd";
import { useTranslation } from "react-i18next";

import { RouteChain, RouteEditor, type RouteStep, type StepProblem } from "@/components/route";
import { useSession } from "@/lib/session";

import type { ProcessTemplate } from "../api/starts";
import { OwnRoutes } from "./OwnRoutes";
import styles from "./draft.module.css";

/** Where the sentences about the route stand; a list of problems scrolls here. */
export const ROUTE_ANCHOR = "field-route";

interface RouteSectionProps {
  steps: readonly RouteStep[];
  /** The steps are those that it had when it was withdrawn. */
  last: boolean;
  /** Processes made from routes, that can be chosen in place of a route of one's own. */
  templates: readonly ProcessTemplate[];
  template: string;
  tried: boolean;
  problems: readonly StepProblem[];
  disabled: boolean;
  onChange: (steps: RouteStep[]) => void;
  onTemplate: (code: string) => void;
}

/** Below the form of a matter: the way it will take, laid out or by a template. */
export function RouteSection(props: RouteSectionProps) {
  const { steps, last, templates, template, tried, problems, disabled, onChange, onTemplate } = props;
  const { t } = useTranslation("records");
  const { person } = useSession();
  return (
    <section id={ROUTE_ANCHOR} className={`x-panel ${styles.route}`} aria-labelledby="route-title" tabIndex={-1}>
      <div className={styles.routeHead}>
        <h2 id="route-title" className={styles.routeTitle}>
          {t("route.title")}
        </h2>
        <div className={styles.routeTools}>
          {template === "" && <OwnRoutes steps={steps} disabled={disabled} onChoose={onChange} />}
          {templates.length > 0 && (
            <Select
              aria-label={t("route.by")}
              className={styles.routeBy}
              value={template}
              disabled={disabled}
              onChange={onTemplate}
              options={[
                { value: "", label: t("route.own") },
                ...templates.map(({ code, title }) => ({ value: code, label: t("route.template", { title }) })),
              ]}
            />
          )}
        </div>
      </div>
      {template === "" ? (
        <>
          <p className="x-muted">{t(last ? "route.last" : "route.help")}</p>
          <RouteChain steps={steps} from={person?.name ?? ""} />
          <RouteEditor steps={steps} tried={tried} problems={problems} disabled={disabled} onChange={onChange} />
        </>
      ) : (
        <>
          <p className="x-muted">{t("route.templateHelp")}</p>
          {problems.map(({ text }) => (
            <Alert key={text} type="error" showIcon title={text} />
          ))}
        </>
      )}
    </section>
  );
}
