import { AuditOutlined, PrinterOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Alert, App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, PageHeader, PageSkeleton } from "@/components/layout";
import { LinkButton } from "@/components/link-button";
import { SignatureChoice } from "@/components/signature";
import { StatusTag, Whereabouts } from "@/components/work";
import { ProblemError } from "@/lib/client";
import { refreshWork } from "@/lib/data";
import { formatDateTime } from "@/lib/format";
import { useSession } from "@/lib/session";

import { actOnInstance, instanceQuery } from "../api/instances";
import type { VerbBody } from "../api/work-items";
import { HaltNotice } from "../components/HaltNotice";
import { HandlingBar } from "../components/HandlingBar";
import { MineNotice } from "../components/MineNotice";
import { OpinionTrail } from "../components/OpinionTrail";
import styles from "../components/page.module.css";
import { OutsidePanel } from "../components/OutsidePanel";
import { PathPanel } from "../components/PathPanel";
import { ReadForm } from "../components/ReadForm";
import { Readers } from "../components/Readers";
import { TemplateDialog } from "../components/TemplateDialog";
import { VerbDialog } from "../components/VerbDialog";
import type { BarVerb } from "../model/verb-bar";
import { signs, type VerbDraft } from "../model/verb-form";
import type { ProcessInstance, VerbOffer } from "../model/work-item";

/** What can be done with the route of an instance that is over, too: it asks more than the other verbs. */
const KEPT = "freeze-route";

/** What I sent: where is it, with whom, since when, and what I may do about it. */
export function ProcessInstancePage() {
  const { id } = useParams({ from: "/inside/process-instances/$id" });
  const instance = useQuery(instanceQuery(id));
  if (instance.isLoadingError) return <ErrorState error={instance.error} onRetry={() => void instance.refetch()} />;
  if (!instance.data) return <PageSkeleton />;
  return <Sent key={id} instance={instance.data} />;
}

function Sent({ instance }: { instance: ProcessInstance }) {
  const { t } = useTranslation("process");
  const client = useQueryClient();
  const { message } = App.useApp();
  const [refusal, setRefusal] = useState<ProblemError | null>(null);
  const [drafts, setDrafts] = useState<Record<string, VerbDraft>>({});
  const [asked, setAsked] = useState<BarVerb | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [signed, setSigned] = useState(false);
  const audits = useSession().administrator_kinds.includes("audit");
  const labelOf = (offer: VerbOffer): string => t(`verb.${offer.verb}`, { defaultValue: offer.title ?? offer.verb });

  const run = async (offer: VerbOffer, content: VerbBody): Promise<void> => {
    if (busy !== null) return;
    setBusy(offer.verb);
    const sent = { ...content, ...(signs(offer.signature, signed) ? { sign: true } : {}) };
    try {
      await actOnInstance(instance.id, offer.verb, sent);
      setAsked(null);
      setDrafts({});
      void message.success(t("done", { verb: labelOf(offer), title: instance.title }));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setRefusal(error); // told in the window, where what was answered still stands
    } finally {
      setBusy(null);
      await refreshWork(client);
      await client.invalidateQueries({ queryKey: ["process-instance", instance.id] });
    }
  };

  return (
    <div className={styles.page}>
      <PageHeader
        title={instance.title}
        extra={<StatusTag status={instance.status} />}
        actions={
          <>
            {audits && (
              <LinkButton icon={<AuditOutlined />} to="/audit" search={{ matter: instance.id }}>
                {t("audit")}
              </LinkButton>
            )}
            <LinkButton icon={<PrinterOutlined />} to="/process-instances/$id/print" params={{ id: instance.id }}>
              {t("print")}
            </LinkButton>
          </>
        }
        description={
          <span className={styles.facts}>
            <span>{[instance.initiator.name, instance.unit_name].filter(Boolean).join(" · ")}</span>
            <span>{instance.process_title}</span>
            <span>{t("title.started", { time: formatDateTime(instance.started_at) })}</span>
            {instance.current.length > 0 && <Whereabouts current={instance.current} />}
            {instance.urge_count > 0 && <span>{t("title.urged", { count: instance.urge_count })}</span>}
            <Readers readers={instance.readers} />
          </span>
        }
      />
      <HaltNotice status={instance.status} rows={instance.trail} />
      <MineNotice instance={instance} />
      <div className={styles.columns}>
        <div className={styles.main}>
          {instance.finished_at === null && <OutsidePanel instanceId={instance.id} />}
          {instance.form !== null && instance.record !== null ? (
            <ReadForm form={instance.form} record={instance.record} rights={instance.field_rights} />
          ) : (
            instance.object_type !== null && <Alert type="info" showIcon title={t("noForm")} />
          )}
        </div>
        <section className={`${styles.panel} ${styles.side}`} aria-labelledby="trail-title" tabIndex={0}>
          <h2 id="trail-title" className={styles.panelTitle} style={{ marginBottom: 12 }}>
            {t("trail.title")}
          </h2>
          <OpinionTrail rows={instance.trail} instanceId={instance.id} />
        </section>
      </div>
      <PathPanel instanceId={instance.id} />
      <HandlingBar
        offers={instance.finished_at === null ? instance.verbs : instance.verbs.filter(({ verb }) => verb === KEPT)}
        labelOf={labelOf}
        busy={busy}
        onVerb={(offer) => {
          setRefusal(null);
          setAsked(offer);
        }}
      />
      {asked?.verb === KEPT && <TemplateDialog instanceId={instance.id} onClose={() => setAsked(null)} />}
      {asked !== null && asked.verb !== KEPT && (
        <VerbDialog
          offer={asked}
          title={labelOf(asked)}
          opinion=""
          before={drafts[asked.verb]}
          refusal={refusal}
          busy={busy !== null}
          danger={asked.tone === "danger"}
          options={
            asked.signature !== undefined &&
            asked.signature !== "none" && (
              <SignatureChoice policy={asked.signature} signed={signed} onSigned={setSigned} />
            )
          }
          onChange={(draft) => setDrafts({ ...drafts, [asked.verb]: draft })}
          onSend={(content) => void run(asked, content)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}
