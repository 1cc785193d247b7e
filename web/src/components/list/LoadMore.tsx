import { Button } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import styles from "./list.module.css";

interface LoadMoreProps {
  more: boolean;
  busy: boolean;
  onMore: () => void;
}

/** Loads the next page when the end of the list comes into view; the button is there for the keyboard. */
export function LoadMore({ more, busy, onMore }: LoadMoreProps) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = end.current;
    if (element === null || !more || busy) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && onMore(), {
      rootMargin: "200px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [more, busy, onMore]);
  if (!more) return null;
  return (
    <div ref={end} className={styles.more}>
      <Button type="text" loading={busy} onClick={onMore}>
        {t("actions.more")}
      </Button>
    </div>
  );
}
