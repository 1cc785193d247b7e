import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorState, ListSkeleton } from "@/components/layout";
import { useListKeys } from "@/components/list";
import { ApproveButton, WorkItemCards } from "@/components/work";
import { usePortal, useWorkItems } from "@/lib/data";
import { formatCapped } from "@/lib/format";

import { Panel } from "./Panel";

const FIRST = 8;

/** The first work items, ready to be decided. */
export function TodoPanel() {
  const { t } = useTranslation("home");
  const navigate = useNavigate();
  const { data, error, refetch } = useWorkItems({ box: "todo", page_size: FIRST });
  const total = usePortal().data?.todo ?? 0;
  const items = useMemo(() => data?.pages[0]?.items ?? [], [data]);
  const open = useCallback((id: string) => void navigate({ to: "/work-items/$id", params: { id } }), [navigate]);
  const openAt = useCallback(
    (index: number) => {
      const item = items[index];
      if (item !== undefined) open(item.id);
    },
    [items, open],
  );
  const selected = useListKeys(items.length, openAt);

  return (
    <Panel
      title={t("todo.title")}
      more={
        items.length > 0 && (
          <Link to="/work-items" search={{ box: "todo" }}>
            {t("todo.all", { total: formatCapped(total) })}
          </Link>
        )
      }
    >
      {error !== null && data === undefined && <ErrorState error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <ListSkeleton />}
      {data !== undefined && items.length === 0 && (
        <EmptyState
          title={t("todo.emptyTitle")}
          text={t("todo.emptyText")}
          action={
            <Link to="/work-items" search={{ box: "done" }}>
              {t("todo.emptyAction")}
            </Link>
          }
        />
      )}
      <WorkItemCards items={items} selected={selected} actions={(item) => <ApproveButton item={item} />} />
    </Panel>
  );
}
