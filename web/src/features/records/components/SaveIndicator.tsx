import {
  CheckCircleOutlined,
  CloudSyncOutlined,
  DisconnectOutlined,
  EditOutlined,
  WarningOutlined,
} from "@ant-design/icons";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { SaveState } from "../model/draft-session";
import styles from "./draft.module.css";

const ICONS: Record<SaveState, ReactNode> = {
  clean: null,
  dirty: <EditOutlined aria-hidden />,
  saving: <CloudSyncOutlined aria-hidden />,
  saved: <CheckCircleOutlined aria-hidden />,
  offline: <DisconnectOutlined aria-hidden />,
  refused: <WarningOutlined aria-hidden />,
  conflict: <WarningOutlined aria-hidden />,
};

/** Where the typed text is right now: on the server since 14:05, on its way, or in this browser only. */
export function SaveIndicator({ save, savedAt }: { save: SaveState; savedAt: string | null }) {
  const { t } = useTranslation("records");
  if (save === "clean" && savedAt === null) return null;
  const shown = save === "clean" ? "saved" : save;
  const time =
    savedAt === null ? "" : dayjs(savedAt).format(dayjs(savedAt).isSame(dayjs(), "day") ? "HH:mm" : "MM-DD HH:mm");
  const worrying = shown === "offline" || shown === "refused" || shown === "conflict";
  return (
    <span className={worrying ? styles.saveWorry : styles.save} role="status">
      {ICONS[shown]} {t(`save.${shown}`, { time })}
    </span>
  );
}
