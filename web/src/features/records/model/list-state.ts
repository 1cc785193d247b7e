/** What a list shows, as it stands in the address, and what one person prefers. */
import type { ObjectTypeDefinition, ViewDefinition } from "./definition";
import { decodeFilter, encodeFilter } from "./filter";
import type { FilterCondition } from "./definition";

/** The address of a list: every part may be missing, then the view or the person's habit decides. */
export interface ListSearch {
  view?: string;
  filter?: string;
  sort?: string;
  columns?: string;
}

export interface ListState {
  view: ViewDefinition | undefined;
  conditions: FilterCondition[];
  sort: string;
  columns: string[];
}

export interface ListHabit {
  columns?: string[];
  widths?: Record<string, number>;
}

const PLAIN_SORT = "-created_at";

/** The view of the address, else the first one. */
export function chosenView(definition: ObjectTypeDefinition, code: string | undefined): ViewDefinition | undefined {
  return definition.views.find((view) => view.code === code) ?? definition.views[0];
}

/** Address over habit over view: a link shows what its sender saw, otherwise each person finds his own columns. */
export function listState(
  definition: ObjectTypeDefinition,
  search: ListSearch,
  habit: ListHabit,
  known: ReadonlySet<string>,
): ListState {
  const view = chosenView(definition, search.view);
  const columns = search.columns?.split(",") ?? habit.columns ?? view?.columns ?? definition.summary_fields ?? [];
  return {
    view,
    conditions: search.filter === undefined ? (view?.filter?.and ?? []) : decodeFilter(search.filter),
    sort: search.sort ?? (view?.sort?.join(",") || PLAIN_SORT),
    columns: columns.filter((code) => known.has(code)),
  };
}

/** Conditions for the address; an emptied filter is said too, else the view's own filter would come back. */
export function filterSearch(
  view: ViewDefinition | undefined,
  conditions: readonly FilterCondition[],
): string | undefined {
  const text = encodeFilter(conditions);
  if (text !== undefined) return text === encodeFilter(view?.filter?.and ?? []) ? undefined : text;
  return view?.filter?.and?.length ? JSON.stringify({ and: [] }) : undefined;
}

/** The next order after a click on a column: ascending, descending, none. */
export function nextSort(sort: string, code: string): string | undefined {
  if (sort === code) return `-${code}`;
  return sort === `-${code}` ? undefined : code;
}

const habitKey = (account: string, objectType: string, view: string) => `xieyun.list.${account}.${objectType}.${view}`;

export function readHabit(account: string, objectType: string, view: string): ListHabit {
  try {
    return JSON.parse(localStorage.getItem(habitKey(account, objectType, view)) ?? "{}") as ListHabit;
  } catch {
    return {};
  }
}

export function writeHabit(account: string, objectType: string, view: string, habit: ListHabit): void {
  try {
    localStorage.setItem(habitKey(account, objectType, view), JSON.stringify(habit));
  } catch {
    // A habit that cannot be stored is only forgotten.
  }
}
