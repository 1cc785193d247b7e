import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton, PageHeader } from "@/components/layout";
import { BoxLinks, KeyHint, ListToolbar, LoadMore, useListKeys } from "@/components/list";
import { useInstances, type InstanceBox } from "@/lib/data";
import { useSession } from "@/lib/session";
import { useIsPhone } from "@/lib/use-media";

import { InstanceCards } from "../components/InstanceCards";
import { BoxEmpty } from "../components/BoxEmpty";
import { InstanceTable } from "../components/InstanceTable";
import { StatusFilter } from "../components/StatusFilter";
import { useOpenInstance } from "../components/use-open-instance";

/** What I sent (where is it, with whom, since when) and what I have begun. */
export function InstancesPage() {
  const { t } = useTranslation("work-items");
  const search = useSearch({ from: "/inside/process-instances" });
  const navigate = useNavigate({ from: "/process-instances" });
  const phone = useIsPhone();
  const administers = useSession().administrator_kinds.includes("system");
  const boxes: InstanceBox[] = administers ? ["sent", "drafts", "all"] : ["sent", "drafts"];
  const list = useInstances(search);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const open = useOpenInstance();
  const openAt = useCallback(
    (index: number) => {
      const row = rows[index];
      if (row !== undefined) open(row);
    },
    [rows, open],
  );
  const selected = useListKeys(rows.length, openAt);
  const filter = (changes: Partial<typeof search>): void =>
    void navigate({ search: { ...search, ...changes }, replace: true });
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);

  return (
    <>
      <PageHeader
        title={t(`boxes.${search.box}`)}
        actions={
          <BoxLinks
            label={t("boxes.label")}
            current={search.box}
            boxes={boxes.map((box) => ({
              box,
              label: t(`boxes.${box}`),
              href: `/process-instances?box=${box}`,
            }))}
          />
        }
      />
      <div className="x-panel">
        <ListToolbar
          key={search.box}
          query={search.query ?? ""}
          onQuery={(query) => filter({ query: query || undefined })}
          placeholder={t("searchSent")}
        >
          {search.box !== "drafts" && <StatusFilter value={search.status} onChange={(status) => filter({ status })} />}
          <KeyHint />
        </ListToolbar>
        {list.isPending && <ListSkeleton rows={12} />}
        {list.isError && rows.length === 0 && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && rows.length === 0 && (
          <BoxEmpty
            box={search.box}
            unfiltered={
              search.query === undefined && search.status === undefined
                ? undefined
                : { to: "/process-instances", search: { box: search.box } }
            }
          />
        )}
        {rows.length > 0 &&
          (phone ? (
            <InstanceCards box={search.box} rows={rows} />
          ) : (
            <InstanceTable box={search.box} rows={rows} selected={selected} onOpen={openAt} />
          ))}
        <LoadMore more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={more} />
      </div>
    </>
  );
}
