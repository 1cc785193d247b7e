import { useNavigate } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";

import { changeLanguage } from "@/lib/i18n";
import { useSession, useSignOut } from "@/lib/session";
import { setPreferences, useAppearance } from "@/lib/theme";
import { useProblemMessage } from "@/lib/use-problem-message";

import styles from "./shell.module.css";

export function UserMenu() {
  const { t, i18n } = useTranslation("shell");
  const navigate = useNavigate();
  const session = useSession();
  const { effective } = useAppearance();
  const signOut = useSignOut();
  const showProblem = useProblemMessage();
  const name = session.person?.name ?? session.account?.login ?? "";
  const actions: Record<string, () => void> = {
    settings: () => void navigate({ to: "/settings" }),
    mode: () => setPreferences({ mode: effective === "dark" ? "light" : "dark" }),
    language: () => void changeLanguage(i18n.language === "en-US" ? "zh-CN" : "en-US"),
    "sign-out": () => signOut.mutate(undefined, { onError: showProblem }),
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "settings", label: t("menu.settings") },
          { key: "mode", label: t(effective === "dark" ? "user.light" : "user.dark") },
          { key: "language", label: t("user.otherLanguage") },
          { type: "divider" },
          { key: "sign-out", label: t("user.signOut") },
        ],
        onClick: ({ key }) => actions[key]?.(),
      }}
    >
      <Button type="text" title={t("user.menu", { name })} aria-haspopup="menu" className={styles.user}>
        <span className={styles.avatar} aria-hidden>
          {name.slice(0, 1)}
        </span>
        {name}
      </Button>
    </Dropdown>
  );
}
