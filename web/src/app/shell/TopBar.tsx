import { MenuFoldOutlined, MenuUnfoldOutlined, PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { Mark } from "@/components/Mark";
import { useSession } from "@/lib/session";

import { AssignmentSwitch } from "./AssignmentSwitch";
import { Bell } from "./Bell";
import styles from "./shell.module.css";
import { UserMenu } from "./UserMenu";

interface TopBarProps {
  folded: boolean;
  onFold: () => void;
  onSearch: () => void;
}

export function TopBar({ folded, onFold, onSearch }: TopBarProps) {
  const { t } = useTranslation("shell");
  const session = useSession();
  return (
    <header className={styles.top}>
      <Button
        type="text"
        icon={folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        aria-label={t(folded ? "menu.unfold" : "menu.fold")}
        aria-expanded={!folded}
        onClick={onFold}
      />
      <Link to="/" className={styles.brand} title={t("menu.home")}>
        <Mark size={26} />
        <span className={styles.name}>{t("common:product.name")}</span>
      </Link>
      <span className={styles.group}>{session.group?.name}</span>
      <span className={styles.spring} />
      <button type="button" className={styles.searchButton} onClick={onSearch}>
        <SearchOutlined aria-hidden />
        <span className={styles.searchText}>{t("palette.open")}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <Link to="/start" className={styles.startLink}>
        <PlusOutlined aria-hidden /> {t("menu.start")}
      </Link>
      <Bell />
      <AssignmentSwitch />
      <UserMenu />
    </header>
  );
}
