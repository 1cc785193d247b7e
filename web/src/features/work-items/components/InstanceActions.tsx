import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { OpinionDialog } from "@/components/work";
import { ProblemError } from "@/lib/client";
import { useInitiatorVerb, type InstanceRow } from "@/lib/data";
import { useProblemMessage } from "@/lib/use-problem-message";

import styles from "./work-items.module.css";

type Verb = "urge" | "withdraw";

/** Urge and withdraw while it runs; when the server says it is too late, its sentence tells why. */
export function InstanceActions({ row, large = false }: { row: InstanceRow; large?: boolean }) {
  const { t } = useTranslation("work-items");
  const [verb, setVerb] = useState<Verb | null>(null);
  if (row.status !== "running") return null;
  const size = large ? "middle" : "small";
  return (
    <div className={large ? styles.cardActions : styles.actions}>
      <Button size={size} type={large ? "default" : "text"} onClick={() => setVerb("urge")}>
        {t("verbs.urge")}
      </Button>
      <Button size={size} type={large ? "default" : "text"} onClick={() => setVerb("withdraw")}>
        {t("verbs.withdraw")}
      </Button>
      {verb !== null && <VerbDialog row={row} verb={verb} onClose={() => setVerb(null)} />}
    </div>
  );
}

function VerbDialog({ row, verb, onClose }: { row: InstanceRow; verb: Verb; onClose: () => void }) {
  const { t } = useTranslation("work-items");
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const act = useInitiatorVerb(verb);
  return (
    <OpinionDialog
      title={t(`verbs.${verb}Title`, { title: row.title })}
      okText={t(`verbs.${verb}`)}
      label={t(`verbs.${verb}Label`)}
      danger={verb === "withdraw"}
      busy={act.isPending}
      onCancel={onClose}
      onOk={(opinion) =>
        act.mutate(
          { id: row.id, opinion },
          {
            onSuccess: () => {
              onClose();
              void message.success(t(`verbs.${verb}Done`));
            },
            onError: (error) => {
              // What was written stays where it can be sent again.
              if (!(error instanceof ProblemError && error.mayBeTriedAgain)) onClose();
              showProblem(error);
            },
          },
        )
      }
    />
  );
}
