import type { Catalogue, Language } from "@/lib/i18n";

const sources: Record<Language, () => Promise<{ catalogue: Catalogue }>> = {
  "zh-CN": () => import("./catalogue-zh-CN"),
  "en-US": () => import("./catalogue-en-US"),
};

/** All texts of one language in one chunk; the namespace is the feature's folder name, or "common". */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  return (await sources[language]()).catalogue;
}
