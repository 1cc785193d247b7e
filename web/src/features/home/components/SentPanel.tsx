import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorState, ListSkeleton } from "@/components/layout";
import { shortTitle, StatusTag, Whereabouts } from "@/components/work";
import { useInstances } from "@/lib/data";
import { formatShort } from "@/lib/format";

import styles from "./home.module.css";
import { Panel } from "./Panel";

/** What I sent last: where it is, with whom, since when. */
export function SentPanel() {
  const { t } = useTranslation("home");
  const { data, error, refetch } = useInstances({ box: "sent", page_size: 6 });
  const items = data?.pages[0]?.items ?? [];
  return (
    <Panel
      title={t("sent.title")}
      more={
        items.length > 0 && (
          <Link to="/process-instances" search={{ box: "sent" }}>
            {t("sent.all")}
          </Link>
        )
      }
    >
      {error !== null && data === undefined && <ErrorState error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <ListSkeleton rows={5} />}
      {data !== undefined && items.length === 0 && (
        <EmptyState title={t("sent.emptyTitle")} text={t("sent.emptyText")} />
      )}
      <ul className={styles.sent}>
        {items.map((item) => (
          <li key={item.id}>
            <div className={styles.sentHead}>
              <Link to="/process-instances/$id" params={{ id: item.id }} className={styles.sentTitle}>
                {item.initiator === null ? item.title : shortTitle({ ...item, initiator: item.initiator })}
              </Link>
              <StatusTag status={item.status} />
            </div>
            <div className={styles.sentWhere}>
              {item.current.length > 0 ? (
                <Whereabouts current={item.current} />
              ) : (
                formatShort(item.finished_at ?? item.started_at)
              )}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
