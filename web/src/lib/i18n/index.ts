import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { currentLanguage, rememberLanguage, type Language } from "./language";

export type Catalogue = Record<string, Record<string, unknown>>;
export type CatalogueLoader = (language: Language) => Promise<Catalogue>;

let load: CatalogueLoader | null = null;

/** Prepares the texts of the current language; the app hands over where catalogues are found. */
export async function startI18n(loader: CatalogueLoader): Promise<void> {
  load = loader;
  const language = currentLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    resources: { [language]: await loader(language) },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

export async function changeLanguage(language: Language): Promise<void> {
  if (load === null) return;
  const catalogue = await load(language);
  for (const [namespace, texts] of Object.entries(catalogue)) {
    i18next.addResourceBundle(language, namespace, texts, true, true);
  }
  rememberLanguage(language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

export { i18next };
export { currentLanguage, localized, LANGUAGES, type Language, type LocalizedText } from "./language";
