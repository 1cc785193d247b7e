import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Button, Select, Steps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorState, ListSkeleton, PageHeader, PageSkeleton } from "@/components/layout";
import { OpinionDialog, RefusedButton } from "@/components/work";
import { formatCount } from "@/lib/format";
import { useIsPhone } from "@/lib/use-media";
import { useWindowProblem } from "@/lib/use-problem-message";

import {
  definitionQuery,
  mappingQuery,
  migrate,
  previewQuery,
  useDefinitionChange,
  type Mapping,
} from "../api/definitions";
import styles from "../components/definitions.module.css";
import { MappingTable } from "../components/MappingTable";
import { PreviewPanel } from "../components/PreviewPanel";

/** Moves the running instances of a version to another one: choose, map, look, then confirm with a reason. */
export function MigratePage() {
  const { t } = useTranslation("process-definitions");
  const { code } = useParams({ from: "/inside/process-definitions/$code/migrate" });
  const { from } = useSearch({ from: "/inside/process-definitions/$code/migrate" });
  const definition = useQuery(definitionQuery(code));
  if (definition.isLoadingError)
    return <ErrorState error={definition.error} onRetry={() => void definition.refetch()} />;
  if (!definition.data) return <PageSkeleton />;
  const { title, versions } = definition.data;
  const used = versions.filter((one) => one.status !== "draft");
  const source = used.find((one) => one.id === from) ?? used.find((one) => one.running > 0);
  const targets = used.filter((one) => one.id !== source?.id);
  return (
    <>
      <PageHeader title={t("migrate.title")} description={title} />
      {source === undefined || targets.length === 0 ? (
        <EmptyState title={t("migrate.nothing")} text={t("migrate.nothingText")} />
      ) : (
        <Wizard
          from={source.id}
          number={source.version}
          running={source.running}
          targets={targets.map((one) => ({
            value: one.id,
            label: `${t("versionNumber", { number: one.version })} · ${t(one.status === "published" ? "status.published" : "status.retired")}`,
            published: one.status === "published",
          }))}
        />
      )}
    </>
  );
}

interface WizardProps {
  from: string;
  number: number;
  running: number;
  targets: { value: string; label: string; published: boolean }[];
}

function Wizard({ from, number, running, targets }: WizardProps) {
  const { t } = useTranslation("process-definitions");
  const navigate = useNavigate();
  const { code } = useParams({ from: "/inside/process-definitions/$code/migrate" });
  const phone = useIsPhone();
  const { preview: previewing = false } = useSearch({ from: "/inside/process-definitions/$code/migrate" });
  // In the address, so that the browser's back button leads to the mapping as it was chosen. Opened anew there is no
  // such mapping: that begins at the first step.
  const [mapped, setMapped] = useState(false);
  const step = previewing && mapped ? 1 : 0;
  const show = (preview: boolean): void =>
    void navigate({
      to: "/process-definitions/$code/migrate",
      params: { code },
      search: preview ? { from, preview } : { from },
      replace: preview && previewing,
    });
  const [to, setTo] = useState((targets.find((one) => one.published) ?? targets[0])?.value ?? "");
  const [edited, setEdited] = useState<Mapping | null>(null);
  const [asking, setAsking] = useState(false);
  const failed = useWindowProblem(() => setAsking(false));
  const suggested = useQuery(mappingQuery(from, to));
  const start = useDefinitionChange(migrate);
  const mapping = edited ?? suggestion(suggested.data?.activities ?? []);
  // The same question as the preview asks, so it is asked once.
  const preview = useInfiniteQuery({ ...previewQuery(from, to, mapping, "all"), enabled: step === 1 });
  const [seen] = preview.data?.pages ?? [];
  const none = seen !== undefined && seen.movable === 0 && seen.checked >= seen.total;

  return (
    <>
      <section className={`x-panel ${styles.section}`}>
        <Steps
          size="small"
          current={step}
          orientation={phone ? "vertical" : "horizontal"}
          items={[{ title: t("migrate.stepMap") }, { title: t("migrate.stepPreview") }]}
        />
      </section>
      {step === 0 ? (
        <section className={`x-panel ${styles.section}`} aria-label={t("migrate.stepMap")}>
          <div className={styles.sectionHead}>
            <span>{t("migrate.from", { number, count: running, shown: formatCount(running) })}</span>
            <label className={styles.row}>
              {t("migrate.to")}
              <Select
                style={{ minWidth: 200 }}
                aria-label={t("migrate.to")}
                value={to}
                options={targets}
                onChange={(value) => {
                  setTo(value);
                  setEdited(null);
                }}
              />
            </label>
          </div>
          <p className="x-muted">{t("migrate.mappingHelp")}</p>
          {suggested.isError && <ErrorState error={suggested.error} onRetry={() => void suggested.refetch()} />}
          {suggested.isPending && <ListSkeleton rows={5} />}
          {suggested.data && <MappingTable answer={suggested.data} mapping={mapping} onChange={setEdited} />}
        </section>
      ) : (
        <section className={`x-panel ${styles.section}`} aria-label={t("migrate.stepPreview")}>
          <PreviewPanel from={from} to={to} mapping={mapping} />
        </section>
      )}
      <div className={styles.footer}>
        {step === 1 && <Button onClick={() => show(false)}>{t("migrate.back")}</Button>}
        {step === 0 ? (
          <Button
            type="primary"
            disabled={!suggested.data}
            onClick={() => {
              setMapped(true);
              show(true);
            }}
          >
            {t("migrate.next")}
          </Button>
        ) : none ? (
          <RefusedButton reason={t("migrate.noneMovable")}>{t("migrate.start")}</RefusedButton>
        ) : (
          <Button type="primary" onClick={() => setAsking(true)}>
            {t("migrate.start")}
          </Button>
        )}
      </div>
      {asking && (
        <OpinionDialog
          title={t("migrate.start")}
          okText={t("migrate.start")}
          label={t("migrate.reason")}
          required
          busy={start.isPending}
          refusal={start.error}
          onCancel={() => setAsking(false)}
          onOk={(reason) =>
            start.mutate(
              { from, to, mapping, reason },
              {
                onSuccess: ({ id }) => void navigate({ to: "/process-migrations/$id", params: { id } }),
                onError: failed,
              },
            )
          }
        >
          <p>{t("migrate.confirm")}</p>
        </OpinionDialog>
      )}
    </>
  );
}

function suggestion(activities: readonly { id: string; suggested: string | null }[]): Mapping {
  return Object.fromEntries(activities.flatMap(({ id, suggested }) => (suggested === null ? [] : [[id, suggested]])));
}
