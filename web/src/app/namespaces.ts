import type { Catalogue } from "@/lib/i18n";

type Texts = { default: Record<string, unknown> };

/** "../features/home/locales/zh-CN.json" -> "home"; our own is "shell", the shared one "common". */
export function byNamespace(modules: Record<string, unknown>): Catalogue {
  const catalogue: Catalogue = {};
  for (const [path, module] of Object.entries(modules)) {
    const namespace = /features\/([^/]+)\//.exec(path)?.[1] ?? (path.startsWith("./locales") ? "shell" : "common");
    catalogue[namespace] = (module as Texts).default;
  }
  return catalogue;
}
