import { App, Radio } from "antd";
import { useTranslation } from "react-i18next";

import { assignmentLabel, useChangeAssignment, useSession } from "@/lib/session";
import { useProblemMessage } from "@/lib/use-problem-message";

import { Section } from "./Section";
import styles from "./settings.module.css";

const KINDS = ["primary", "concurrent", "acting"] as const;

/** Who I am, and which of my posts I act in. */
export function ProfileSection() {
  const { t } = useTranslation("settings");
  const session = useSession();
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const change = useChangeAssignment();
  return (
    <>
      <Section title={t("profile.title")}>
        <dl className={styles.pairs}>
          <dt>{t("profile.name")}</dt>
          <dd>{session.person?.name ?? "–"}</dd>
          <dt>{t("profile.number")}</dt>
          <dd>{session.person?.number ?? "–"}</dd>
          <dt>{t("profile.login")}</dt>
          <dd>{session.account?.login}</dd>
          <dt>{t("profile.group")}</dt>
          <dd>{session.group?.name}</dd>
        </dl>
      </Section>
      <Section title={t("profile.acting")} text={t("profile.actingText")}>
        <Radio.Group
          className={styles.options}
          aria-label={t("profile.acting")}
          value={session.acting_assignment_id}
          disabled={change.isPending}
          onChange={(event) =>
            change.mutate(event.target.value as string, {
              onSuccess: () => void message.success(t("profile.changed")),
              onError: showProblem,
            })
          }
          options={session.assignments.map((one) => ({
            value: one.id,
            label: `${assignmentLabel(one)} (${t(`kinds.${KINDS.find((kind) => kind === one.kind) ?? "primary"}`)})`,
          }))}
        />
      </Section>
    </>
  );
}
