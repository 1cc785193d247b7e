import { QuestionCircleOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useTranslation } from "react-i18next";

import styles from "./page.module.css";

/** Why did this come to me? The recorded reasons in sentences. */
export function WhyButton({ sentences }: { sentences: readonly string[] }) {
  const { t } = useTranslation("process");
  if (sentences.length === 0) return null;
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      title={t("why.title")}
      content={
        <ul className={styles.why}>
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      }
    >
      <Button type="link" size="small" icon={<QuestionCircleOutlined />}>
        {t("why.button")}
      </Button>
    </Popover>
  );
}
