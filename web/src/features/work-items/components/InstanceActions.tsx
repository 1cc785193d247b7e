import { useNavigate } from "@tanstack/react-router";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { LinkButton } from "@/components/link-button";
import { OpinionDialog, RefusedButton } from "@/components/work";
import { useInitiatorVerb, type InstanceRow } from "@/lib/data";
import { useWindowProblem } from "@/lib/use-problem-message";

import { sentTitle } from "./use-open-instance";
import styles from "./work-items.module.css";

type Verb = "urge" | "withdraw";

/** Urge and withdraw as the server offers them; what it would refuse says why. */
export function InstanceActions({ row, large = false }: { row: InstanceRow; large?: boolean }) {
  const { t } = useTranslation("work-items");
  const navigate = useNavigate();
  const [verb, setVerb] = useState<Verb | null>(null);
  if (row.verbs.length === 0) return null;
  const look = { size: large ? "middle" : "small", type: large ? "default" : "text" } as const;
  const toCorrect = row.status === "returned" ? row.my_work_item_id : null;
  // What came back is corrected; nobody but himself could be urged to do so.
  const offers = toCorrect === null ? row.verbs : row.verbs.filter((offer) => offer.allowed);
  const start = ({ verb: chosen, signature }: InstanceRow["verbs"][number]): void => {
    // What is signed is signed on its own page, in sight of what it stands under.
    if (signature === "none") setVerb(chosen as Verb);
    else void navigate({ to: "/process-instances/$id", params: { id: row.id } });
  };
  return (
    <div className={large ? styles.cardActions : styles.actions}>
      {toCorrect !== null && (
        <LinkButton
          size={look.size}
          color="primary"
          variant={large ? "solid" : "link"}
          to="/work-items/$id"
          params={{ id: toCorrect }}
        >
          {t("verbs.correct")}
        </LinkButton>
      )}
      {offers.map((offer) =>
        offer.allowed ? (
          <Button key={offer.verb} {...look} onClick={() => start(offer)}>
            {t(`verbs.${offer.verb}`)}
          </Button>
        ) : (
          <RefusedButton key={offer.verb} {...look} reason={offer.reason ?? ""}>
            {t(`verbs.${offer.verb}`)}
          </RefusedButton>
        ),
      )}
      {verb !== null && <VerbDialog row={row} verb={verb} onClose={() => setVerb(null)} />}
    </div>
  );
}

function VerbDialog({ row, verb, onClose }: { row: InstanceRow; verb: Verb; onClose: () => void }) {
  const { t } = useTranslation("work-items");
  const { message } = App.useApp();
  const refused = useWindowProblem(onClose);
  const act = useInitiatorVerb(verb);
  return (
    <OpinionDialog
      title={t(`verbs.${verb}`)}
      okText={t(`verbs.${verb}`)}
      label={t(`verbs.${verb}Label`)}
      danger={verb === "withdraw"}
      busy={act.isPending}
      refusal={act.error}
      onCancel={onClose}
      onOk={(opinion) =>
        act.mutate(
          { id: row.id, opinion },
          {
            onSuccess: () => {
              onClose();
              void message.success(t(`verbs.${verb}Done`));
            },
            onError: refused,
          },
        )
      }
    >
      <p className="x-muted">{sentTitle(row)}</p>
    </OpinionDialog>
  );
}
