import { useTranslation } from "react-i18next";

import { useDocumentTitle } from "@/components/layout";

import { Figures } from "../components/Figures";
import { SentPanel } from "../components/SentPanel";
import { StartPanel } from "../components/StartPanel";
import { TodoPanel } from "../components/TodoPanel";
import styles from "../components/home.module.css";

/** Answers "what must I do now?" first; each panel loads and fails for itself. */
export function HomePage() {
  const { t } = useTranslation("home");
  useDocumentTitle(t("title"));
  return (
    <>
      <h1 className="x-visually-hidden">{t("title")}</h1>
      <Figures />
      <div className={styles.columns}>
        <TodoPanel />
        <div className={styles.side}>
          <StartPanel />
          <SentPanel />
        </div>
      </div>
    </>
  );
}
