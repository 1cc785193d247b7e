import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ErrorState, PageSkeleton } from "@/components/layout";
import { LinkButton } from "@/components/link-button";

import { workItemQuery } from "../api/work-items";
import { Handling } from "../components/Handling";

/** A to-do, done or to-read item; what may be done with it comes with it. */
export function WorkItemPage() {
  const { t } = useTranslation("process");
  const { id } = useParams({ from: "/inside/work-items/$id" });
  const item = useQuery(workItemQuery(id));
  if (item.isLoadingError) {
    const way = (
      <LinkButton to="/work-items" search={{ box: "todo" }}>
        {t("gone.list")}
      </LinkButton>
    );
    return <ErrorState error={item.error} way={way} onRetry={() => void item.refetch()} />;
  }
  if (!item.data) return <PageSkeleton />;
  // A new version of the record is a new form; what others say meanwhile leaves mine, and its open windows, alone.
  const key = `${id}-${String(item.data.record?.version ?? 0)}-${item.data.status}`;
  return <Handling key={key} item={item.data} />;
}
