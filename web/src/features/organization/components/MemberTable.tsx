import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorState, ListSkeleton } from "@/components/layout";
import { LoadMore } from "@/components/list";
import { usePeople } from "@/components/people";

import { useMembers } from "../api/nodes";
import { PeopleRows } from "./PeopleRows";

/** The people of one node, heads first. */
export function MemberTable({ node }: { node: string }) {
  const { t } = useTranslation("organization");
  return <PeopleList list={useMembers(node)} empty={t("emptyNode")} />;
}

/** People of the whole group found by name, pinyin, initials or number. */
export function FoundPeople({ query }: { query: string }) {
  const { t } = useTranslation("organization");
  return <PeopleList list={usePeople(query)} empty={t("emptySearch")} />;
}

function PeopleList({
  list,
  empty,
}: {
  list: ReturnType<typeof useMembers> | ReturnType<typeof usePeople>;
  empty: string;
}) {
  const people = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  if (list.isPending) return <ListSkeleton rows={10} />;
  if (list.isError && people.length === 0) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (people.length === 0) return <EmptyState title={empty} />;
  return (
    <>
      <PeopleRows people={people} />
      <LoadMore more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={more} />
    </>
  );
}
