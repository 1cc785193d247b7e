import { byNamespace } from "./namespaces";

export const catalogue = byNamespace(
  import.meta.glob(["../lib/i18n/locales/zh-CN.json", "./locales/zh-CN.json", "../features/*/locales/zh-CN.json"], {
    eager: true,
  }),
);
