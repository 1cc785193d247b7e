import { FlagOutlined, UserOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import { groupsOf, type RouteStep } from "./route-model";
import styles from "./chain.module.css";

/** Of the people of a step, as many as fit. */
const NAMES = 3;

interface RouteChainProps {
  steps: readonly RouteStep[];
  /** Who sends it. */
  from: string;
}

/** The route as a picture: from the sender to the end, steps at the same time beside each other. */
export function RouteChain({ steps, from }: RouteChainProps) {
  const { t } = useTranslation();
  return (
    <ol className={styles.chain} aria-label={t("route.chain")} tabIndex={0}>
      <li className={styles.end}>
        <UserOutlined aria-hidden />
        <span>{t("route.from", { name: from })}</span>
      </li>
      {groupsOf(steps).map((group) => (
        <li key={group[0]?.key} className={styles.group}>
          {group.map((step) => (
            <Card key={step.key} step={step} />
          ))}
        </li>
      ))}
      <li className={styles.end}>
        <FlagOutlined aria-hidden />
        <span>{t("route.end")}</span>
      </li>
    </ol>
  );
}

function Card({ step }: { step: RouteStep }) {
  const { t } = useTranslation();
  const several = step.people.length > 1 || step.kind === "cc";
  const kind = several ? t(`route.kind.${step.kind}`) : t("route.kind.one");
  const names = step.people.slice(0, NAMES).map((person) => person.name);
  const more = step.people.length > NAMES ? t("route.more", { count: step.people.length }) : "";
  const empty = step.people.length === 0;
  return (
    <div className={`${styles.card} ${step.kind === "cc" ? styles.told : ""} ${empty ? styles.empty : ""}`}>
      <span className={styles.kind}>{step.name.trim() || kind}</span>
      {step.name.trim() !== "" && several && <span className={styles.mode}>{kind}</span>}
      <span className={styles.names}>{empty ? t("route.nobody") : `${names.join(t("route.separator"))}${more}`}</span>
    </div>
  );
}
