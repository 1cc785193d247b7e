import { Tag } from "antd";
import { useTranslation } from "react-i18next";

const COLORS = { published: "success", draft: "processing", retired: "default" } as const;

/** Draft, published or retired. */
export function VersionTag({ status }: { status: string }) {
  const { t } = useTranslation("process-definitions");
  const known = status === "published" || status === "draft" ? status : "retired";
  return <Tag color={COLORS[known]}>{t(`status.${known}`)}</Tag>;
}
