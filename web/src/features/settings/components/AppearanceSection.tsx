import { Segmented } from "antd";
import { useTranslation } from "react-i18next";

import { changeLanguage, currentLanguage, type Language } from "@/lib/i18n";
import { setPreferences, useAppearance, type Preferences } from "@/lib/theme";

import { Section } from "./Section";
import styles from "./settings.module.css";

/** Light or dark, size of type, language; kept in this browser. */
export function AppearanceSection() {
  const { t } = useTranslation("settings");
  const { mode, size } = useAppearance();
  return (
    <Section title={t("appearance.title")} text={t("appearance.text")}>
      <div className={styles.field}>
        <span>{t("appearance.mode")}</span>
        <Segmented<Preferences["mode"]>
          aria-label={t("appearance.mode")}
          value={mode}
          onChange={(value) => setPreferences({ mode: value })}
          options={(["system", "light", "dark"] as const).map((value) => ({
            value,
            label: t(`appearance.modes.${value}`),
          }))}
        />
      </div>
      <div className={styles.field}>
        <span>{t("appearance.size")}</span>
        <Segmented<Preferences["size"]>
          aria-label={t("appearance.size")}
          value={size}
          onChange={(value) => setPreferences({ size: value })}
          options={(["normal", "large"] as const).map((value) => ({ value, label: t(`appearance.sizes.${value}`) }))}
        />
      </div>
      <div className={styles.field}>
        <span>{t("appearance.language")}</span>
        <Segmented<Language>
          aria-label={t("appearance.language")}
          value={currentLanguage()}
          onChange={(value) => void changeLanguage(value)}
          options={(["zh-CN", "en-US"] as const).map((value) => ({ value, label: t(`appearance.languages.${value}`) }))}
        />
      </div>
    </Section>
  );
}
