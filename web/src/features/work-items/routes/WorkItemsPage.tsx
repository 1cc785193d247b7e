import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Checkbox, Select } from "antd";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton, PageHeader } from "@/components/layout";
import { BoxLinks, KeyHint, ListToolbar, LoadMore, useListKeys } from "@/components/list";
import { WorkItemCards } from "@/components/work";
import { usePortal, useWorkItems } from "@/lib/data";
import { formatCapped } from "@/lib/format";
import { useIsPhone } from "@/lib/use-media";

import { BatchBar } from "../components/BatchBar";
import { ItemTick } from "../components/ItemTick";
import { ProcessFilter } from "../components/ProcessFilter";
import { useTicks } from "../components/use-ticks";
import { BoxEmpty } from "../components/BoxEmpty";
import { WorkItemTable } from "../components/WorkItemTable";

/** To-do, done and to-read: cards on the phone, a dense table at the desk, the same keys on both. */
export function WorkItemsPage() {
  const { t } = useTranslation("work-items");
  const search = useSearch({ from: "/inside/work-items" });
  const navigate = useNavigate({ from: "/work-items" });
  const phone = useIsPhone();
  const list = useWorkItems(search);
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const todo = usePortal().data?.todo;
  const openAt = useCallback(
    (index: number) => {
      const item = items[index];
      if (item !== undefined) void navigate({ to: "/work-items/$id", params: { id: item.id } });
    },
    [items, navigate],
  );
  const ticks = useTicks(items);
  const [ticking, setTicking] = useState(false);
  const stopTicking = (): void => {
    ticks.clear();
    setTicking(false);
  };
  const several = search.box === "todo" || search.box === "read";
  const selected = useListKeys(items.length, openAt);
  const filter = (changes: Partial<typeof search>): void =>
    void navigate({ search: { ...search, ...changes }, replace: true });
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);

  return (
    <>
      <PageHeader
        title={t(`boxes.${search.box}`)}
        extra={
          search.box === "todo" &&
          todo !== undefined && <span className="x-muted">{t("count", { total: formatCapped(todo) })}</span>
        }
        actions={
          <BoxLinks
            label={t("boxes.label")}
            current={search.box}
            boxes={(["todo", "waiting", "done", "read"] as const).map((box) => ({
              box,
              label: t(`boxes.${box}`),
              href: `/work-items?box=${box}`,
            }))}
          />
        }
      />
      <div className="x-panel">
        <ListToolbar
          key={search.box}
          query={search.query ?? ""}
          onQuery={(query) => filter({ query: query || undefined })}
          placeholder={t("search")}
        >
          <ProcessFilter value={search.process} onChange={(process) => filter({ process })} />
          {search.box === "todo" && (
            <Select
              aria-label={t("sort.label")}
              value={search.sort ?? "-received_at"}
              onChange={(sort) => filter({ sort: sort === "-received_at" ? undefined : sort })}
              options={[
                { value: "-received_at", label: t("sort.newest") },
                { value: "received_at", label: t("sort.oldest") },
                { value: "due_at", label: t("sort.due") },
              ]}
            />
          )}
          <KeyHint />
        </ListToolbar>
        {several && (
          <BatchBar chosen={ticks.chosen} onDone={stopTicking} bottom={phone}>
            {phone && ticking && (
              <Checkbox
                checked={ticks.all}
                indeterminate={!ticks.all && ticks.chosen.length > 0}
                onChange={ticks.toggleAll}
              >
                {t("batch.all")}
              </Checkbox>
            )}
            {phone && items.length > 0 && (
              <Button size="small" type="text" onClick={ticking ? stopTicking : () => setTicking(true)}>
                {t(ticking ? "batch.stop" : "batch.start")}
              </Button>
            )}
          </BatchBar>
        )}
        {list.isPending && <ListSkeleton rows={12} />}
        {list.isError && items.length === 0 && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && items.length === 0 && (
          <BoxEmpty
            box={search.box}
            unfiltered={
              search.query === undefined && search.process === undefined
                ? undefined
                : { to: "/work-items", search: { box: search.box } }
            }
          />
        )}
        {items.length > 0 &&
          (phone ? (
            <WorkItemCards
              items={items}
              selected={selected}
              emphasis={search.box !== "done"}
              lead={ticking && several ? (item) => <ItemTick item={item} ticks={ticks} /> : undefined}
            />
          ) : (
            <WorkItemTable box={search.box} items={items} selected={selected} onOpen={openAt} ticks={ticks} />
          ))}
        <LoadMore more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={more} />
      </div>
    </>
  );
}
