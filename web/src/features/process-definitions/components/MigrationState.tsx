import { Tag } from "antd";
import { useTranslation } from "react-i18next";

import { isUnderWay, type Migration } from "../api/definitions";

/** How far a batch is, in a word. */
export function MigrationState({ migration }: { migration: Migration }) {
  const { t } = useTranslation("process-definitions");
  const status = migration.status as "moving" | "moved" | "undoing" | "undone";
  return <Tag color={isUnderWay(status) ? "processing" : "default"}>{t(`migrationStatus.${status}`)}</Tag>;
}
