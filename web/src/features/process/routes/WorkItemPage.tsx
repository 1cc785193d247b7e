import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { ErrorState, PageSkeleton } from "@/components/layout";
import { objectTypeQuery } from "@/features/records";

import { workItemQuery } from "../api/work-items";
import { Handling } from "../components/Handling";

/** A to-do, done or to-read item; what may be done with it comes with it. */
export function WorkItemPage() {
  const { id } = useParams({ from: "/inside/work-items/$id" });
  const item = useQuery(workItemQuery(id));
  const code = item.data?.object_type ?? null;
  const objectType = useQuery({ ...objectTypeQuery(code ?? ""), enabled: code !== null });
  if (item.isError) return <ErrorState error={item.error} onRetry={() => void item.refetch()} />;
  if (objectType.isError) return <ErrorState error={objectType.error} onRetry={() => void objectType.refetch()} />;
  if (!item.data || (code !== null && !objectType.data)) return <PageSkeleton />;
  // A new version of the record (after a step of mine) is a new form.
  const key = `${id}-${String(item.data.record?.version ?? 0)}-${item.data.status}-${String(item.data.opinions.length)}`;
  return <Handling key={key} item={item.data} objectType={objectType.data ?? null} />;
}
