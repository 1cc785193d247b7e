import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Switch, Tooltip } from "antd";
import { useTranslation } from "react-i18next";

import type { WorkItemDetail } from "../model/detail";
import styles from "./page.module.css";

interface PagerProps {
  position: WorkItemDetail["position"];
  previous: string | undefined;
  autoNext: boolean;
  onAutoNext: (on: boolean) => void;
  onPrevious: () => void;
  onNext: () => void;
}

/** "第 2 / 37 条" with the ways to its neighbours, and whether the next one opens by itself. */
export function Pager({ position, previous, autoNext, onAutoNext, onPrevious, onNext }: PagerProps) {
  const { t } = useTranslation("process");
  return (
    <div className={`${styles.pager} ${styles.noPrint}`}>
      <Tooltip title={t("pager.autoNextHint")}>
        <label className={styles.pager}>
          <Switch size="small" checked={autoNext} onChange={onAutoNext} aria-label={t("pager.autoNext")} />
          {t("pager.autoNext")}
        </label>
      </Tooltip>
      <Button
        type="text"
        icon={<LeftOutlined />}
        disabled={previous === undefined}
        aria-label={t("pager.previous")}
        title={t("pager.previousKey")}
        onClick={onPrevious}
      />
      <span>{t("pager.position", { index: position.index, total: position.total })}</span>
      <Button
        type="text"
        icon={<RightOutlined />}
        disabled={position.next_id === null}
        aria-label={t("pager.next")}
        title={t("pager.nextKey")}
        onClick={onNext}
      />
    </div>
  );
}
