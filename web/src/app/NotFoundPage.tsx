import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { EmptyState, useDocumentTitle } from "@/components/layout";

/** Absent and forbidden look the same, as in the API. */
export function NotFoundPage() {
  const { t } = useTranslation();
  useDocumentTitle(t("notFound.title"));
  return (
    <main>
      <h1 className="x-visually-hidden">{t("notFound.title")}</h1>
      <EmptyState
        title={t("notFound.title")}
        text={t("notFound.text")}
        action={<Link to="/">{t("notFound.home")}</Link>}
      />
    </main>
  );
}
