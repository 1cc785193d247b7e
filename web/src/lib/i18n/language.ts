export const LANGUAGES = ["zh-CN", "en-US"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = "xieyun.language";
let current: Language = readLanguage();

function readLanguage(): Language {
  const stored = localStorage.getItem(KEY);
  return LANGUAGES.find((language) => language === stored) ?? "zh-CN";
}

/** Chinese first: another language only when the user chose it. */
export function currentLanguage(): Language {
  return current;
}

export function rememberLanguage(language: Language): void {
  current = language;
  localStorage.setItem(KEY, language);
}

/** A title in both languages, as definitions carry it ({zh, en}); a plain string stays as it is. */
export type LocalizedText = string | { zh?: string | null; en?: string | null };

export function localized(text: LocalizedText | null | undefined): string {
  if (text == null) return "";
  if (typeof text === "string") return text;
  const wanted = current === "zh-CN" ? text.zh : text.en;
  return wanted ?? text.zh ?? text.en ?? "";
}
