import { useSearch } from "@tanstack/react-router";
import { lazy, Suspense, type ComponentType } from "react";
import { useTranslation } from "react-i18next";

import { PageHeader, PageSkeleton } from "@/components/layout";
import { BoxLinks } from "@/components/list";

import { ApiKeysSection } from "../components/ApiKeysSection";
import { AppearanceSection } from "../components/AppearanceSection";
import { PhrasesSection } from "../components/PhrasesSection";
import { ProfileSection } from "../components/ProfileSection";
import { SecuritySection } from "../components/SecuritySection";

const SubstitutionSection = lazy(() =>
  import("../components/SubstitutionSection").then((module) => ({ default: module.SubstitutionSection })),
);

const SECTIONS = {
  profile: ProfileSection,
  appearance: AppearanceSection,
  phrases: PhrasesSection,
  substitution: SubstitutionSection,
  security: SecuritySection,
  "api-keys": ApiKeysSection,
} satisfies Record<string, ComponentType>;

type Section = keyof typeof SECTIONS;
const NAMES = Object.keys(SECTIONS) as Section[];

export function SettingsPage() {
  const { t } = useTranslation("settings");
  const { section } = useSearch({ from: "/inside/settings" });
  const current = NAMES.find((name) => name === section) ?? "profile";
  const Current = SECTIONS[current];
  return (
    <>
      <PageHeader title={t("title")} />
      <BoxLinks
        label={t("title")}
        current={current}
        boxes={NAMES.map((name) => ({ box: name, label: t(`sections.${name}`), href: `/settings?section=${name}` }))}
      />
      <Suspense fallback={<PageSkeleton />}>
        <Current />
      </Suspense>
    </>
  );
}
