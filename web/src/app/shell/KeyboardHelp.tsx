import { Modal } from "antd";
import { useTranslation } from "react-i18next";

import styles from "./keyboard-help.module.css";

const KEYS = [
  ["J", "next"],
  ["K", "previous"],
  ["Enter", "open"],
  ["/", "search"],
  ["Ctrl K", "palette"],
  ["A", "approve"],
  ["R", "return"],
  ["Ctrl Enter", "submit"],
  ["Esc", "close"],
  ["?", "help"],
] as const;

/** The keys of the whole house, shown by "?". */
export default function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("shell");
  return (
    <Modal open onCancel={onClose} footer={null} title={t("keys.title")} width={420}>
      <dl className={styles.keys}>
        {KEYS.map(([key, name]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
