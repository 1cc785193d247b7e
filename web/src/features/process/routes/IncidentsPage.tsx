import { useNavigate, useSearch } from "@tanstack/react-router";
import { Select } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorState, ListSkeleton, PageHeader } from "@/components/layout";
import { ListToolbar, LoadMore } from "@/components/list";
import { useClearing } from "@/lib/use-clearing";

import { useIncidents, type OpenIncident } from "../api/incidents";
import { IncidentList } from "../components/IncidentList";
import styles from "../components/incidents.module.css";

/** Where processes stand still and why, over all instances of the group, with what can be done about it. */
export function IncidentsPage() {
  const { t } = useTranslation("process");
  const clearing = useClearing();
  const search = useSearch({ from: "/inside/process-incidents" });
  const navigate = useNavigate({ from: "/process-incidents" });
  const list = useIncidents(search);
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const [first] = list.data?.pages ?? [];
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.keys(search).length > 0;
  const filter = (change: typeof search): void =>
    void navigate({
      search: Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value)),
      replace: true,
    });

  return (
    <>
      <PageHeader title={t("incidents.title")} description={t("incidents.description")} />
      <div className="x-panel">
        <ListToolbar
          query={search.query ?? ""}
          placeholder={t("incidents.search")}
          onQuery={(query) => filter({ query })}
        >
          <div className={styles.filters}>
            <Select
              className={styles.filter}
              aria-label={t("incidents.kind")}
              placeholder={t("incidents.allKinds")}
              allowClear={clearing}
              value={search.kind}
              onChange={(kind?: OpenIncident["kind"]) => filter({ kind })}
              options={(first?.kinds ?? []).map(({ kind, count }) => ({
                value: kind,
                label: `${t(`incidents.kinds.${kind}`)} (${count})`,
              }))}
            />
            <Select
              className={styles.filter}
              aria-label={t("incidents.process")}
              placeholder={t("incidents.allProcesses")}
              allowClear={clearing}
              value={search.process}
              onChange={(process?: string) => filter({ process })}
              options={(first?.processes ?? []).map(({ code, title, count }) => ({
                value: code,
                label: `${title} (${count})`,
              }))}
            />
          </div>
        </ListToolbar>
        {list.isPending && <ListSkeleton rows={6} />}
        {list.isError && rows.length === 0 && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && rows.length === 0 && (
          <EmptyState
            title={t(filtered ? "incidents.noneFound" : "incidents.none")}
            text={t(filtered ? "incidents.noneFoundText" : "incidents.noneText")}
          />
        )}
        {rows.length > 0 && <IncidentList rows={rows} administersSystem={first?.administers_system ?? false} />}
        <LoadMore more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={more} />
      </div>
    </>
  );
}
