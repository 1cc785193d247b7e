import { BellOutlined } from "@ant-design/icons";
import { useNavigate } from "@tanstack/react-router";
import { Badge, Button } from "antd";
import { useTranslation } from "react-i18next";

import { useLatestNotifications } from "@/lib/data";

/** Unread messages; opens the messages page. */
export function Bell() {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const unread = useLatestNotifications().data?.unread ?? 0;
  return (
    <Badge count={unread} size="small" offset={[-8, 6]} style={{ paddingInline: "4px" }}>
      <Button
        type="text"
        icon={<BellOutlined />}
        aria-label={t("bell", { count: unread })}
        onClick={() => void navigate({ to: "/messages" })}
      />
    </Badge>
  );
}
