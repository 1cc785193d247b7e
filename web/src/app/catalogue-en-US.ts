import { byNamespace } from "./namespaces";

export const catalogue = byNamespace(
  import.meta.glob(["../lib/i18n/locales/en-US.json", "./locales/en-US.json", "../features/*/locales/en-US.json"], {
    eager: true,
  }),
);
