import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";

import { useDocumentTitle } from "@/components/layout";
import { Mark } from "@/components/Mark";
import { SignInForm } from "@/components/sign-in";
import { changeLanguage, currentLanguage, type Language } from "@/lib/i18n";
import { sessionQuery } from "@/lib/session";

import { insideOnly } from "../inside-only";

import styles from "./sign-in-page.module.css";

export function SignInPage() {
  const { t } = useTranslation("session");
  const { next } = useSearch({ from: "/sign-in" });
  useDocumentTitle(t("title"));
  // The answer to this question also sets the CSRF cookie that signing in needs.
  useQuery(sessionQuery);

  return (
    <div className={styles.page}>
      <main className={styles.card}>
        <h1 className={styles.brand}>
          <Mark size={40} />
          <span>{t("common:product.name")}</span>
        </h1>
        <p className={styles.motto}>{t("motto")}</p>
        <SignInForm onSignedIn={() => window.location.assign(insideOnly(next))} />
        <div className={styles.language}>
          <Segmented<Language>
            size="small"
            aria-label={t("language")}
            defaultValue={currentLanguage()}
            options={[
              { value: "zh-CN", label: t("languages.zh-CN") },
              { value: "en-US", label: t("languages.en-US") },
            ]}
            onChange={(language) => void changeLanguage(language)}
          />
        </div>
      </main>
    </div>
  );
}
