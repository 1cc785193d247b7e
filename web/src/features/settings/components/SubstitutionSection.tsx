import { Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorState, ListSkeleton } from "@/components/layout";
import { useObjectTypes } from "@/lib/data";
import { localized } from "@/lib/i18n";
import { formatDateTime, formatMoney } from "@/lib/format";
import { useSession } from "@/lib/session";
import { useProblemMessage } from "@/lib/use-problem-message";

import { useRevokeSubstitution, useSubstitutions, type Substitution } from "../api/substitutions";
import { Section } from "./Section";
import styles from "./settings.module.css";
import { SubstitutionForm } from "./SubstitutionForm";

/** Who handles my work while I am away, and for whom I do. */
export function SubstitutionSection() {
  const { t } = useTranslation("settings");
  const { data, error, refetch } = useSubstitutions();
  return (
    <>
      <Section title={t("substitution.new")} text={t("substitution.text")}>
        <SubstitutionForm />
      </Section>
      <Section title={t("substitution.title")}>
        {data === undefined && error === null && <ListSkeleton rows={3} />}
        {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
        {data?.length === 0 && <EmptyState title={t("substitution.empty")} />}
        <ul className={styles.entries}>
          {data?.map((one) => (
            <Entry key={one.id} substitution={one} />
          ))}
        </ul>
      </Section>
    </>
  );
}

function Entry({ substitution }: { substitution: Substitution }) {
  const { t } = useTranslation("settings");
  const mine = substitution.person.id === useSession().person?.id;
  const types = useObjectTypes().data ?? [];
  const nameOf = (code: string): string => {
    const type = types.find(({ process }) => process === code);
    return type ? localized(type.title) : code;
  };
  const limits = [
    substitution.processes.length > 0
      ? t("substitution.onlyProcesses", { names: substitution.processes.map(nameOf).join(t("substitution.and")) })
      : "",
    substitution.maximum_amount !== null
      ? t("substitution.upTo", { amount: formatMoney(substitution.maximum_amount) })
      : "",
    substitution.reason,
  ].filter((part) => part !== "");
  return (
    <li className={styles.entry}>
      <div>
        {mine
          ? t("substitution.given", { name: substitution.deputy.name })
          : t("substitution.received", { name: substitution.person.name })}{" "}
        <span className="x-muted">{t(substitution.active ? "substitution.active" : "substitution.inactive")}</span>
        <div className="x-muted">
          {formatDateTime(substitution.valid_from)} – {formatDateTime(substitution.valid_to)}
        </div>
        {limits.length > 0 && <div className="x-muted">{limits.join(" · ")}</div>}
      </div>
      {mine && substitution.revoked_at === null && <Revoke id={substitution.id} />}
    </li>
  );
}

function Revoke({ id }: { id: string }) {
  const { t } = useTranslation("settings");
  const showProblem = useProblemMessage();
  const revoke = useRevokeSubstitution();
  return (
    <Popconfirm title={t("substitution.revokeTitle")} onConfirm={() => revoke.mutate(id, { onError: showProblem })}>
      <Button size="small" loading={revoke.isPending}>
        {t("substitution.revoke")}
      </Button>
    </Popconfirm>
  );
}
