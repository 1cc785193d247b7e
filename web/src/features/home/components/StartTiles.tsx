import { FileAddOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorState, ListSkeleton } from "@/components/layout";
import { startable, useObjectTypes } from "@/lib/data";
import { localized } from "@/lib/i18n";

import styles from "./home.module.css";

/** One tile for each kind of thing I may start. */
export function StartTiles() {
  const { t } = useTranslation("home");
  const { data, error, refetch } = useObjectTypes();
  if (data === undefined)
    return error === null ? <ListSkeleton rows={3} /> : <ErrorState error={error} onRetry={() => void refetch()} />;
  const types = startable(data);
  if (types.length === 0) return <EmptyState title={t("start.emptyTitle")} text={t("start.emptyText")} />;
  return (
    <ul className={styles.tiles}>
      {types.map((type) => (
        <li key={type.code}>
          <Link to="/records/$objectType/new" params={{ objectType: type.code }} className={styles.tile}>
            <FileAddOutlined aria-hidden />
            <span>{localized(type.start_title ?? type.title)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
