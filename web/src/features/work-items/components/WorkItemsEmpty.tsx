import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/layout";
import type { WorkItemBox } from "@/lib/data";

export function WorkItemsEmpty({ box, filtered }: { box: WorkItemBox; filtered: boolean }) {
  const { t } = useTranslation("work-items");
  if (filtered) {
    return (
      <EmptyState
        title={t("empty.filtered")}
        text={t("empty.filteredText")}
        action={
          <Link to="/work-items" search={{ box }}>
            {t("empty.clear")}
          </Link>
        }
      />
    );
  }
  return (
    <EmptyState
      title={t(`empty.${box}`)}
      text={t(`empty.${box}Text`)}
      action={<Link to="/start">{t("empty.start")}</Link>}
    />
  );
}
