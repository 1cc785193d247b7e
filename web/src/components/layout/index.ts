export { EmptyState } from "./EmptyState";
export { ErrorState } from "./ErrorState";
export { HideTabBar } from "./HideTabBar";
export { Paper } from "./Paper";
export { PageHeader, useDocumentTitle } from "./PageHeader";
export { ListSkeleton, PageSkeleton } from "./Skeletons";
