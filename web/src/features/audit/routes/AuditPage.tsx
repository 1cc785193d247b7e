import { useNavigate, useSearch } from "@tanstack/react-router";
import { DatePicker, Drawer, Select, Tag } from "antd";
import dayjs from "dayjs";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorState, ListSkeleton, PageHeader } from "@/components/layout";
import { DenseTable, ListToolbar, LoadMore, type Column } from "@/components/list";
import { ProblemError } from "@/lib/client";
import { formatDateTime, formatShort } from "@/lib/format";
import { useClearing } from "@/lib/use-clearing";
import { useIsPhone } from "@/lib/use-media";

import { useAudit, useAuditActions, type AuditRow } from "../api/audit";
import { AuditDetails } from "../components/AuditDetails";
import { MatterPanel } from "../components/MatterPanel";
import styles from "../components/audit.module.css";

/** Who did what, when, from where; one row opens with what was before and after. */
export function AuditPage() {
  const { t } = useTranslation("audit");
  const clearing = useClearing();
  const search = useSearch({ from: "/inside/audit" });
  const navigate = useNavigate({ from: "/audit" });
  const phone = useIsPhone();
  const [open, setOpen] = useState<AuditRow | null>(null);
  const list = useAudit(search);
  const actions = useAuditActions();
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const columns = useColumns(phone, search.matter !== undefined);
  const { fetchNextPage } = list;
  const refused = list.error instanceof ProblemError && list.error.status === 403;
  const lost = list.isError && rows.length === 0 && search.matter === undefined;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  if (refused) {
    return (
      <>
        <PageHeader title={t("title")} />
        <ErrorState error={list.error} />
      </>
    );
  }
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div className="x-panel">
        <ListToolbar
          query={search.actor ?? ""}
          placeholder={t("searchActor")}
          onQuery={(actor) => void navigate({ search: { ...search, actor: actor || undefined }, replace: true })}
        >
          <Select
            className={styles.filter}
            allowClear={clearing}
            showSearch={{ optionFilterProp: "label" }}
            value={search.action}
            placeholder={t("chooseAction")}
            aria-label={t("chooseAction")}
            onChange={(action: string | undefined) => void navigate({ search: { ...search, action }, replace: true })}
            options={(actions.data ?? []).map(({ code, title }) => ({ value: code, label: title }))}
          />
          <Select
            className={styles.outcome}
            allowClear={clearing}
            value={search.outcome}
            placeholder={t("columns.outcome")}
            aria-label={t("columns.outcome")}
            onChange={(outcome: string | undefined) => void navigate({ search: { ...search, outcome }, replace: true })}
            options={["success", "failure", "refused"].map((value) => ({ value, label: t(`outcomes.${value}`) }))}
          />
          {(["since", "until"] as const).map((end) => (
            <DatePicker
              key={end}
              className={styles.day}
              aria-label={t(end)}
              placeholder={t(end)}
              value={search[end] === undefined ? null : dayjs(search[end])}
              minDate={end === "until" && search.since !== undefined ? dayjs(search.since) : undefined}
              maxDate={end === "since" && search.until !== undefined ? dayjs(search.until) : undefined}
              onChange={(day) =>
                void navigate({ search: { ...search, [end]: day?.format("YYYY-MM-DD") }, replace: true })
              }
            />
          ))}
          {search.target !== undefined && (
            <Tag closable onClose={() => void navigate({ search: { ...search, target: undefined }, replace: true })}>
              {t("onlyTarget", { target: search.target })}
            </Tag>
          )}
        </ListToolbar>
        {search.matter !== undefined && (
          <MatterPanel
            key={search.matter}
            id={search.matter}
            onClose={() => void navigate({ search: { ...search, matter: undefined } })}
          />
        )}
        {list.isPending && <ListSkeleton rows={14} />}
        {lost && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && rows.length === 0 && <EmptyState title={t("empty")} />}
        {rows.length > 0 && (
          <DenseTable
            caption={t("title")}
            columns={columns}
            rows={rows}
            rowKey={(row) => String(row.id)}
            onOpen={setOpen}
          />
        )}
        <LoadMore more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={more} />
      </div>
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        title={t("details")}
        size={phone ? "100%" : 560}
        destroyOnHidden
      >
        {open !== null && (
          <AuditDetails
            row={open}
            onTarget={(target) => {
              setOpen(null);
              void navigate({ search: { target } });
            }}
            onMatter={(matter) => {
              setOpen(null);
              void navigate({ search: { matter } });
            }}
          />
        )}
      </Drawer>
    </>
  );
}

/** Within one matter its title stands above the list, and a row says which part of it was concerned. */
function useColumns(phone: boolean, within: boolean): Column<AuditRow>[] {
  const { t } = useTranslation("audit");
  const columns: (Column<AuditRow> | false)[] = [
    {
      key: "at",
      title: t("columns.at"),
      width: phone ? 96 : 140,
      render: (row) => (phone ? formatShort(row.at) : formatDateTime(row.at)),
    },
    {
      key: "actor",
      title: t("columns.actor"),
      width: phone ? 110 : "22%",
      render: (row) => <span title={row.actor}>{row.actor}</span>,
    },
    {
      key: "action",
      title: t("columns.action"),
      width: phone ? undefined : 170,
      render: (row) => (
        <>
          <span title={row.action}>{row.action_title}</span>
          {phone && !within && row.matter !== null && (
            <div className={`x-muted ${styles.under}`}>{row.matter.title}</div>
          )}
        </>
      ),
    },
    !phone && {
      key: "target",
      title: t("columns.target"),
      render: (row) => {
        const title = within ? undefined : row.matter?.title;
        return (
          <span title={row.target_id}>
            {title ?? row.target_title}{" "}
            <span className="x-muted">{title === undefined ? row.target_id : row.target_title}</span>
          </span>
        );
      },
    },
    !phone && {
      key: "outcome",
      title: t("columns.outcome"),
      width: 90,
      render: (row) => <Outcome outcome={row.outcome} />,
    },
    !phone && { key: "address", title: t("columns.address"), width: 130, render: (row) => row.address },
  ];
  return columns.filter((column) => column !== false);
}

function Outcome({ outcome }: { outcome: string }) {
  const { t } = useTranslation("audit");
  if (outcome === "success") return t("outcomes.success");
  return <span className={styles.failed}>{t(`outcomes.${outcome}`, { defaultValue: outcome })}</span>;
}
