import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { formatDateTime } from "@/lib/format";

import type { Migration } from "../api/definitions";
import styles from "./definitions.module.css";
import { MigrationState } from "./MigrationState";

/** One batch in the list of a definition. */
export function MigrationRow({ migration }: { migration: Migration }) {
  const { t } = useTranslation("process-definitions");
  return (
    <li>
      <div className={styles.instanceHead}>
        <Link to="/process-migrations/$id" params={{ id: migration.id }}>
          {t("migration.title", { from: migration.from_version, to: migration.to_version })}
        </Link>
        <MigrationState migration={migration} />
      </div>
      <div className="x-muted">
        {formatDateTime(migration.created_at)} {migration.actor_name} {migration.reason}
      </div>
    </li>
  );
}
