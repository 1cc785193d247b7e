import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import styles from "./layout.module.css";

interface PageHeaderProps {
  title: string;
  /** Beside the title: a count, a status. */
  extra?: ReactNode;
  /** At the right end: the page's own buttons. */
  actions?: ReactNode;
  /** Below the title: where the thing comes from, whose it is. */
  description?: ReactNode;
}

/** The page's one h1; also names the browser tab. */
export function PageHeader({ title, extra, actions, description }: PageHeaderProps) {
  useDocumentTitle(title);
  return (
    <header className={styles.header}>
      <div className={styles.heading}>
        <h1 className={styles.title} tabIndex={-1}>
          {title}
        </h1>
        {extra}
        {description != null && <div className={styles.description}>{description}</div>}
      </div>
      {actions != null && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}

export function useDocumentTitle(title: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = title === "" ? t("product.name") : `${title} · ${t("product.name")}`;
  }, [title, t]);
}
