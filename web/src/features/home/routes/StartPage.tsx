import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/layout";

import { StartTiles } from "../components/StartTiles";

/** Everything I may start, on a page of its own: the middle button of the phone. */
export function StartPage() {
  const { t } = useTranslation("home");
  return (
    <>
      <PageHeader title={t("start.title")} />
      <div className="x-panel">
        <StartTiles />
      </div>
    </>
  );
}
