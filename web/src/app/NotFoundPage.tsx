import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { EmptyState, useDocumentTitle } from "@/components/layout";

/** Absent and forbidden look the same, as in the API. */
export function NotFoundPage() {
  const { t } = useTranslation();
  useDocumentTitle(t("notFound.title"));
  return (
    <main>
      <EmptyState
        title={t("notFound.title")}
        text={t("notFound.text")}
        action={<Link to="/">{t("notFound.home")}</Link>}
      />
    </main>
  );
}
