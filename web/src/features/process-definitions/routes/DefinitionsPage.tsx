import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorState, ListSkeleton, PageHeader } from "@/components/layout";
import { DenseTable, ListToolbar, type Column } from "@/components/list";
import { formatCount, formatDateTime } from "@/lib/format";
import { useIsPhone } from "@/lib/use-media";

import { definitionsQuery, type Definition } from "../api/definitions";
import styles from "../components/definitions.module.css";

/** The processes of the group: what is published, what runs, and where a version change is unfinished. */
export function DefinitionsPage() {
  const { t } = useTranslation("process-definitions");
  const navigate = useNavigate();
  const phone = useIsPhone();
  const [query, setQuery] = useState("");
  const list = useQuery(definitionsQuery);
  const wanted = query.trim().toLowerCase();
  const rows = (list.data ?? []).filter((row) => `${row.title} ${row.code}`.toLowerCase().includes(wanted));
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div className="x-panel">
        <ListToolbar query={query} placeholder={t("search")} onQuery={setQuery} />
        {list.isPending && <ListSkeleton rows={6} />}
        {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && rows.length === 0 && <EmptyState title={t("empty")} text={t("emptyText")} />}
        {rows.length > 0 &&
          (phone ? (
            <Cards rows={rows} />
          ) : (
            <DenseTable
              caption={t("title")}
              columns={columns}
              rows={rows}
              rowKey={(row) => row.code}
              onOpen={(row) => void navigate({ to: "/process-definitions/$code", params: { code: row.code } })}
            />
          ))}
      </div>
    </>
  );
}

function useColumns(): Column<Definition>[] {
  const { t } = useTranslation("process-definitions");
  return [
    {
      key: "title",
      title: t("columns.title"),
      render: (row) => (
        <Link to="/process-definitions/$code" params={{ code: row.code }}>
          {row.title}
        </Link>
      ),
    },
    { key: "code", title: t("columns.code"), width: "22%", render: (row) => <code>{row.code}</code> },
    { key: "published", title: t("columns.published"), width: 130, render: (row) => <Published row={row} /> },
    { key: "running", title: t("columns.running"), width: 210, render: (row) => <Running row={row} /> },
    { key: "at", title: t("columns.publishedAt"), width: 150, render: (row) => formatDateTime(row.published_at) },
    { key: "by", title: t("columns.publishedBy"), width: 110, render: (row) => row.published_by },
  ];
}

function Published({ row }: { row: Definition }) {
  const { t } = useTranslation("process-definitions");
  const published = row.published === null ? t("notPublished") : t("versionNumber", { number: row.published });
  return (
    <>
      {published} {row.draft !== null && <span className="x-muted">{t("hasDraft")}</span>}
    </>
  );
}

function Running({ row }: { row: Definition }) {
  const { t } = useTranslation("process-definitions");
  return (
    <>
      {formatCount(row.running)}{" "}
      {row.running_on_retired > 0 && (
        <span className={styles.warning}>{t("onRetired", { count: row.running_on_retired })}</span>
      )}
    </>
  );
}

function Cards({ rows }: { rows: readonly Definition[] }) {
  const { t } = useTranslation("process-definitions");
  return (
    <ul className={styles.cards}>
      {rows.map((row) => (
        <li key={row.code}>
          <Link to="/process-definitions/$code" params={{ code: row.code }}>
            {row.title}
          </Link>
          <div>
            <Published row={row} />
          </div>
          <div>
            {t("columns.running")} <Running row={row} />
          </div>
          <div className="x-muted">
            {formatDateTime(row.published_at)} {row.published_by}
          </div>
        </li>
      ))}
    </ul>
  );
}
