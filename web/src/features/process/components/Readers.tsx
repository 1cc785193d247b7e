import { Button, Popover } from "antd";
import { useTranslation } from "react-i18next";

import type { Readers as Count } from "../model/work-item";
import styles from "./page.module.css";

/** "已阅 12/30"; a click names who has read it and who has not. */
export function Readers({ readers }: { readers: Count | undefined }) {
  const { t } = useTranslation("process");
  if (readers === undefined || readers.notified === 0) return null;
  const names = (read: boolean): string =>
    readers.people
      .filter((one) => one.read === read)
      .map(({ name }) => name)
      .join(t("separator"));
  const lists = [
    { title: t("readers.read"), text: names(true) },
    { title: t("readers.unread"), text: names(false) },
  ].filter(({ text }) => text !== "");
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      content={
        <dl className={styles.readers}>
          {lists.map(({ title, text }) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      }
    >
      <Button type="link" size="small">
        {t("title.readers", { read: readers.read, notified: readers.notified })}
      </Button>
    </Popover>
  );
}
