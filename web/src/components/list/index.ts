export { DenseTable, type Column } from "./DenseTable";
export { BoxLinks, KeyHint, ListToolbar } from "./ListToolbar";
export { LoadMore } from "./LoadMore";
export { useListKeys } from "./use-list-keys";
