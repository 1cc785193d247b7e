import { useTranslation } from "react-i18next";

import { Panel } from "./Panel";
import { StartTiles } from "./StartTiles";

export function StartPanel() {
  const { t } = useTranslation("home");
  return (
    <Panel title={t("start.title")}>
      <StartTiles />
    </Panel>
  );
}
