import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { LinkButton } from "@/components/link-button";
import { EmptyState, ErrorState, ListSkeleton, PageHeader, PageSkeleton } from "@/components/layout";
import { LoadMore, useListKeys } from "@/components/list";
import { formatCount } from "@/lib/format";
import { localized } from "@/lib/i18n";
import { useSession } from "@/lib/session";
import { useIsPhone } from "@/lib/use-media";

import { useRecordCount, useRecords } from "../api/list";
import { objectTypeQuery } from "../api/object-types";
import { ColumnChooser } from "../components/list/ColumnChooser";
import { ExportButton, ExportNotice, useExport } from "../components/list/ExportButton";
import { FilterBar } from "../components/list/FilterBar";
import styles from "../components/list/list.module.css";
import { RecordCards } from "../components/list/RecordCards";
import { RecordTable } from "../components/list/RecordTable";
import type { FieldDefinition, ObjectType } from "../model/definition";
import { filterableFields } from "../model/filter";
import {
  chosenView,
  filterSearch,
  listState,
  nextSort,
  readHabit,
  writeHabit,
  type ListSearch,
} from "../model/list-state";
import { systemFields } from "../model/system-fields";

/** Records of one object type: views of its definition, filter, order and columns in the address. */
export function RecordListPage() {
  const { objectType: code } = useParams({ from: "/inside/records/$objectType" });
  const objectType = useQuery(objectTypeQuery(code));
  if (objectType.isLoadingError)
    return <ErrorState error={objectType.error} onRetry={() => void objectType.refetch()} />;
  if (!objectType.data) return <PageSkeleton />;
  return <RecordList key={code} objectType={objectType.data} />;
}

/** Columns that a list can show: readable ones that fit in a cell. */
function columnFields(objectType: ObjectType): FieldDefinition[] {
  const own = objectType.definition.fields.filter(
    ({ code, type }) => type !== "line_items" && objectType.fieldRights[code] !== "hidden",
  );
  return [...own, ...systemFields()];
}

function RecordList({ objectType }: { objectType: ObjectType }) {
  const { t } = useTranslation("records");
  const { definition, fieldRights, operations } = objectType;
  const isPhone = useIsPhone();
  const navigate = useNavigate();
  const search: ListSearch = useSearch({ from: "/inside/records/$objectType" });
  const account = useSession().account?.id ?? "";
  const view = chosenView(definition, search.view);
  const [habits, setHabits] = useState(() => ({
    view: view?.code,
    habit: readHabit(account, definition.code, view?.code ?? ""),
  }));
  if (habits.view !== view?.code) {
    setHabits({ view: view?.code, habit: readHabit(account, definition.code, view?.code ?? "") });
  }
  const { habit } = habits;

  const fields = columnFields(objectType);
  const state = listState(definition, search, habit, new Set(fields.map(({ code }) => code)));
  const shown = state.columns.flatMap((code) => fields.find((field) => field.code === code) ?? []);
  const records = useRecords(definition.code, state);
  const count = useRecordCount(definition.code, state);
  const exporting = useExport(definition.code, state);
  const rows = records.data?.pages.flatMap((page) => page.items) ?? [];

  const selected = useListKeys(rows.length, (index) => {
    const row = rows[index];
    if (row) void navigate({ to: "/records/$objectType/$id", params: { objectType: definition.code, id: row.id } });
  });

  const go = (next: ListSearch): void => {
    const kept = Object.entries({ ...search, ...next }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    void navigate({
      to: "/records/$objectType",
      params: { objectType: definition.code },
      search: Object.fromEntries(kept),
      replace: true,
      resetScroll: false,
    });
  };
  const remember = (next: typeof habit): void => {
    writeHabit(account, definition.code, view?.code ?? "", next);
    setHabits({ view: view?.code, habit: next });
  };
  const chooseColumns = (columns: string[] | undefined): void => {
    remember(columns === undefined ? {} : { ...habit, columns });
    if (search.columns !== undefined) go({ columns: columns?.join(",") });
  };

  const title = localized(definition.title);
  const mayCreate = operations.includes("create");
  const create = (
    <LinkButton
      to="/records/$objectType/new"
      params={{ objectType: definition.code }}
      search={{}}
      color="primary"
      variant="solid"
      icon={<PlusOutlined />}
    >
      {t("list.create", { title })}
    </LinkButton>
  );

  return (
    <>
      <PageHeader
        title={title}
        extra={
          count.data && (
            <span className={styles.count}>
              {t("list.count", { count: formatCount(count.data.count, count.data.capped) })}
            </span>
          )
        }
        actions={
          <>
            {!isPhone && (
              <ColumnChooser
                fields={fields}
                columns={state.columns}
                onChange={chooseColumns}
                onReset={() => chooseColumns(undefined)}
              />
            )}
            {operations.includes("export") && (
              <ExportButton busy={exporting.busy} onClick={() => void exporting.start()} />
            )}
            {mayCreate && create}
          </>
        }
      />
      <ExportNotice job={exporting.job} onClose={exporting.dismiss} />
      <div className={styles.toolbar}>
        {definition.views.length > 1 && (
          <Segmented
            aria-label={t("list.views")}
            value={view?.code}
            options={definition.views.map((one) => ({ value: one.code, label: localized(one.title) }))}
            onChange={(code) => go({ view: code, filter: undefined, sort: undefined, columns: undefined })}
          />
        )}
        <FilterBar
          objectType={definition.code}
          fields={filterableFields(fields, fieldRights)}
          rights={fieldRights}
          conditions={state.conditions}
          onChange={(conditions) => go({ filter: filterSearch(view, conditions) })}
        />
      </div>
      {records.isError ? (
        <ErrorState error={records.error} onRetry={() => void records.refetch()} />
      ) : records.isPending ? (
        <ListSkeleton />
      ) : rows.length === 0 ? (
        <div className={styles.panel}>
          <EmptyState
            title={t(state.conditions.length > 0 ? "list.noneFound" : "list.none", { title })}
            text={t(state.conditions.length > 0 ? "list.noneFoundText" : "list.noneText")}
            action={
              state.conditions.length > 0 ? (
                <Button onClick={() => go({ filter: filterSearch(view, []) })}>{t("filter.clear")}</Button>
              ) : (
                mayCreate && create
              )
            }
          />
        </div>
      ) : isPhone ? (
        <RecordCards
          objectType={definition.code}
          titleField={definition.title_field ?? ""}
          fields={shown}
          all={fields}
          records={rows}
        />
      ) : (
        <div className={styles.panel}>
          <RecordTable
            objectType={definition.code}
            fields={shown}
            records={rows}
            caption={title}
            titleField={definition.title_field ?? ""}
            sort={state.sort}
            widths={habit.widths ?? {}}
            stale={records.isPlaceholderData}
            selected={selected}
            onSort={(code) => go({ sort: nextSort(state.sort, code) })}
            onResize={(code, width) => remember({ ...habit, widths: { ...habit.widths, [code]: Math.round(width) } })}
          />
        </div>
      )}
      <LoadMore
        more={records.hasNextPage}
        busy={records.isFetchingNextPage}
        onMore={() => void records.fetchNextPage()}
      />
    </>
  );
}
