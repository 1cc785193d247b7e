import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorState, ListSkeleton, PageHeader } from "@/components/layout";
import { BoxLinks, LoadMore } from "@/components/list";
import type { Notification } from "@/lib/data";
import { formatShort } from "@/lib/format";
import { useProblemMessage } from "@/lib/use-problem-message";

import { useMarkRead, useMessages } from "../api/messages";
import styles from "../components/messages.module.css";

/** What happened to my items and what others want me to know; a click leads to the exact item. */
export function MessagesPage() {
  const { t } = useTranslation("messages");
  const { unread = false } = useSearch({ from: "/inside/messages" });
  const list = useMessages(unread);
  const markRead = useMarkRead();
  const showProblem = useProblemMessage();
  const messages = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const unreadCount = list.data?.pages[0]?.unread ?? 0;
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return (
    <>
      <PageHeader
        title={t("title")}
        extra={<span className="x-muted">{t("unread", { count: unreadCount })}</span>}
        actions={
          <>
            <BoxLinks
              label={t("title")}
              current={unread ? "unread" : "all"}
              boxes={[
                { box: "all", label: t("all"), href: "/messages" },
                { box: "unread", label: t("onlyUnread"), href: "/messages?unread=true" },
              ]}
            />
            <Button
              disabled={unreadCount === 0}
              loading={markRead.isPending}
              onClick={() => markRead.mutate("all", { onError: showProblem })}
            >
              {t("markAll")}
            </Button>
          </>
        }
      />
      <div className="x-panel">
        {list.isPending && <ListSkeleton />}
        {list.isError && messages.length === 0 && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && messages.length === 0 && (
          <EmptyState title={t(unread ? "emptyUnread" : "empty")} text={t("emptyText")} />
        )}
        <ul className={styles.list}>
          {messages.map((message) => (
            <MessageRow key={message.id} message={message} onRead={() => markRead.mutate([message.id])} />
          ))}
        </ul>
        <LoadMore more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={more} />
      </div>
    </>
  );
}

function MessageRow({ message, onRead }: { message: Notification; onRead: () => void }) {
  const { t } = useTranslation("messages");
  const navigate = useNavigate();
  const open = (): void => {
    if (!message.read) onRead();
    if (message.link !== "") void navigate({ to: message.link });
  };
  return (
    <li>
      <button type="button" className={message.read ? styles.row : styles.rowUnread} onClick={open}>
        <span className={styles.dot} aria-hidden />
        <span className={styles.text}>
          {!message.read && <span className="x-visually-hidden">{t("isUnread")}</span>}
          {message.text}
        </span>
        <time dateTime={message.created_at} className="x-muted">
          {formatShort(message.created_at)}
        </time>
      </button>
    </li>
  );
}
