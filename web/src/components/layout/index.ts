export { EmptyState } from "./EmptyState";
export { ErrorState } from "./ErrorState";
export { PageHeader, useDocumentTitle } from "./PageHeader";
export { ListSkeleton, PageSkeleton } from "./Skeletons";
