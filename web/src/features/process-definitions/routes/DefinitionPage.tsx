import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton, PageHeader, PageSkeleton } from "@/components/layout";
import { DenseTable, type Column } from "@/components/list";
import { Diagram } from "@/features/process";
import { formatCount, formatDateTime } from "@/lib/format";
import { useIsPhone } from "@/lib/use-media";

import { definitionQuery, migrationsQuery, versionQuery, type Version } from "../api/definitions";
import styles from "../components/definitions.module.css";
import { MigrationRow } from "../components/MigrationRow";
import { useUploadDraft } from "../components/UploadDraft";
import { VersionButtons } from "../components/VersionButtons";
import { VersionTag } from "../components/VersionTag";

/** One process: its versions, the drawing of the chosen one, and the migrations between them. */
export function DefinitionPage() {
  const { t } = useTranslation("process-definitions");
  const { code } = useParams({ from: "/inside/process-definitions/$code" });
  const { version: chosen } = useSearch({ from: "/inside/process-definitions/$code" });
  const navigate = useNavigate({ from: "/process-definitions/$code" });
  const definition = useQuery(definitionQuery(code));
  const choose = (version: string): void => void navigate({ search: { version }, replace: true });
  const upload = useUploadDraft(code, choose);
  if (definition.isLoadingError)
    return <ErrorState error={definition.error} onRetry={() => void definition.refetch()} />;
  if (!definition.data) return <PageSkeleton />;
  const { title, versions } = definition.data;
  const shown = versions.find((one) => one.id === chosen) ?? versions.find((one) => one.status === "published");
  const version = shown ?? versions[0];
  return (
    <>
      <PageHeader title={title} extra={<code className="x-muted">{code}</code>} actions={upload.button} />
      {upload.problem}
      <section className={`x-panel ${styles.section}`} aria-labelledby="versions">
        <h2 id="versions" className={styles.sectionTitle}>
          {t("versions")}
        </h2>
        <Versions code={code} versions={versions} onChoose={choose} />
      </section>
      {version !== undefined && <Drawing version={version} />}
      <Migrations code={code} />
    </>
  );
}

interface VersionsProps {
  code: string;
  versions: readonly Version[];
  onChoose: (version: string) => void;
}

function Versions({ code, versions, onChoose }: VersionsProps) {
  const { t } = useTranslation("process-definitions");
  const phone = useIsPhone();
  const several = versions.filter((one) => one.status !== "draft").length > 1;
  const link = (row: Version) => (
    <Link to="/process-definitions/$code" params={{ code }} search={{ version: row.id }}>
      {t("versionNumber", { number: row.version })}
    </Link>
  );
  const buttons = (row: Version) => <VersionButtons code={code} version={row} several={several} />;
  const columns: Column<Version>[] = [
    { key: "version", title: t("columns.version"), width: 110, render: link },
    { key: "status", title: t("columns.status"), width: 100, render: (row) => <VersionTag status={row.status} /> },
    { key: "running", title: t("columns.running"), width: 110, render: (row) => formatCount(row.running) },
    { key: "at", title: t("columns.publishedAt"), width: 160, render: (row) => formatDateTime(row.published_at) },
    { key: "by", title: t("columns.publishedBy"), render: (row) => row.published_by },
    { key: "buttons", title: t("columns.actions"), width: 260, render: buttons },
  ];
  if (!phone)
    return (
      <DenseTable
        caption={t("versions")}
        columns={columns}
        rows={versions}
        rowKey={(row) => row.id}
        onOpen={(row) => onChoose(row.id)}
      />
    );
  return (
    <ul className={styles.cards}>
      {versions.map((row) => (
        <li key={row.id}>
          <div className={styles.row}>
            {link(row)} <VersionTag status={row.status} />
            <span className="x-muted">
              {t("columns.running")} {formatCount(row.running)}
            </span>
          </div>
          <div className="x-muted">
            {formatDateTime(row.published_at)} {row.published_by}
          </div>
          {buttons(row)}
        </li>
      ))}
    </ul>
  );
}

function Drawing({ version }: { version: Version }) {
  const { t } = useTranslation("process-definitions");
  const detail = useQuery(versionQuery(version.id));
  return (
    <section className={`x-panel ${styles.section}`} aria-labelledby="drawing">
      <div className={styles.sectionHead}>
        <h2 id="drawing" className={styles.sectionTitle}>
          {t("drawing", { number: version.version })}
        </h2>
      </div>
      {detail.isError && <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />}
      {detail.isPending && <ListSkeleton rows={6} />}
      {detail.data && (
        <Suspense fallback={<ListSkeleton rows={6} />}>
          <Diagram diagram={detail.data.diagram} plain />
        </Suspense>
      )}
    </section>
  );
}

function Migrations({ code }: { code: string }) {
  const { t } = useTranslation("process-definitions");
  const list = useQuery(migrationsQuery(code));
  if (list.data === undefined || list.data.length === 0) return null;
  return (
    <section className={`x-panel ${styles.section}`} aria-labelledby="migrations">
      <h2 id="migrations" className={styles.sectionTitle}>
        {t("migrations")}
      </h2>
      <ul className={styles.instances}>
        {list.data.map((migration) => (
          <MigrationRow key={migration.id} migration={migration} />
        ))}
      </ul>
    </section>
  );
}
