import { Link, type LinkProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/layout";

/** What an empty list says: what belongs here, or how to see everything again when a filter hides it. */
export function BoxEmpty({ box, unfiltered }: { box: string; unfiltered?: LinkProps | undefined }) {
  const { t } = useTranslation("work-items");
  if (unfiltered) {
    return (
      <EmptyState
        title={t("empty.filtered")}
        text={t("empty.filteredText")}
        action={<Link {...unfiltered}>{t("empty.clear")}</Link>}
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
