import { PrinterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { ErrorState, PageSkeleton, Paper } from "@/components/layout";
import { SignatureImage } from "@/components/signature";
import { formatDateTime } from "@/lib/format";
import { useSession } from "@/lib/session";

import { instanceQuery, signedFormQuery } from "../api/instances";
import { PrintForm } from "../components/PrintForm";
import styles from "../components/print.module.css";
import { editableRights } from "../model/rights";
import type { ProcessInstance, SignedForm, TrailRow } from "../model/work-item";

/** Steps that stand on paper: what somebody decided or signed, not how the work was passed on. */
const ON_PAPER = new Set(["submit", "resubmit", "approve", "reject", "return", "withdraw", "terminate", "reply"]);

/** 打印: the form and its opinions on A4 sheets. */
export function PrintPage() {
  const { id } = useParams({ from: "/inside/process-instances/$id/print" });
  const { t } = useTranslation("process");
  const { step } = useSearch({ from: "/inside/process-instances/$id/print" });
  const instance = useQuery(instanceQuery(id));
  const signed = useQuery({ ...signedFormQuery(id, step ?? 0), enabled: step !== undefined });
  const failed = [instance, signed].find(({ isError }) => isError);
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!instance.data || (step !== undefined && !signed.data)) return <PageSkeleton />;
  return (
    <>
      <div className={styles.tools}>
        <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t("print")}
        </Button>
        <span className="x-muted">{t("paper.hint")}</span>
      </div>
      <Sheet instance={instance.data} signed={signed.data} />
    </>
  );
}

/** `signed` is the form as it was at a step: then no later opinion stands on the paper either. */
function Sheet({ instance, signed }: { instance: ProcessInstance; signed?: SignedForm | undefined }) {
  const { t } = useTranslation("process");
  const me = useSession().person?.name ?? "";
  const { form, record, field_rights } = signed ?? instance;
  const opinions = instance.trail
    .filter(({ seq }) => signed === undefined || seq <= signed.seq)
    .filter(({ verb, signature }) => ON_PAPER.has(verb) || signature !== null);
  return (
    <Paper className={styles.sheet}>
      <h1 className={styles.heading}>{instance.process_title}</h1>
      <div className={styles.facts}>
        <span>{t("paper.initiator", { name: instance.initiator.name, unit: instance.unit_name })}</span>
        <span>{t("paper.started", { time: formatDateTime(instance.started_at) })}</span>
        {record?.serial_number != null && <span>{t("paper.number", { number: record.serial_number })}</span>}
      </div>
      {signed !== undefined && (
        <p className={styles.as}>
          {t("paper.asSigned", {
            name: signed.person.name || t("trail.system"),
            time: formatDateTime(signed.at),
            verb: signed.verb_title,
          })}
        </p>
      )}
      {form !== null && record !== null ? (
        <PrintForm form={form} values={record.values} rights={editableRights(field_rights)} />
      ) : (
        instance.object_type !== null && <p className={styles.as}>{t("noForm")}</p>
      )}
      <table className={styles.opinions}>
        <caption>{t("trail.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("paper.activity")}</th>
            <th scope="col">{t("paper.opinion")}</th>
            <th scope="col">{t("paper.signed")}</th>
          </tr>
        </thead>
        <tbody>
          {opinions.map((row) => (
            <Opinion key={row.seq} row={row} />
          ))}
        </tbody>
      </table>
      <footer className={styles.foot}>
        <span>{t("paper.by", { name: me, time: formatDateTime(new Date().toISOString()) })}</span>
        <span>{instance.id}</span>
      </footer>
    </Paper>
  );
}

function Opinion({ row }: { row: TrailRow }) {
  const { t } = useTranslation("process");
  const name = row.person?.name || row.actor_name || t("trail.system");
  return (
    <tr>
      <td>{row.activity_name || row.verb_title}</td>
      <td>
        <strong>{row.verb_title}</strong>
        <div className={styles.words}>{row.concealed ? t("trail.hidden") : row.opinion}</div>
        {row.attachments.length > 0 && (
          <div className={styles.files}>
            {t("paper.files", { names: row.attachments.map((file) => file.name).join(t("separator")) })}
          </div>
        )}
      </td>
      <td>
        {row.signature !== null && <SignatureImage id={row.signature} name={name} />}
        <div>
          {name}
          {row.for_person && t("trail.for", { name: row.for_person.name })}
        </div>
        <div>{row.post_name}</div>
        <time dateTime={row.at}>{formatDateTime(row.at)}</time>
      </td>
    </tr>
  );
}
