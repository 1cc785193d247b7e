import { useSearch } from "@tanstack/react-router";
import { lazy, Suspense, type ComponentType } from "react";
import { useTranslation } from "react-i18next";

import { PageHeader, PageSkeleton } from "@/components/layout";
import { BoxLinks } from "@/components/list";
import { useSession } from "@/lib/session";

import { ApiKeysSection } from "../components/ApiKeysSection";
import { AppearanceSection } from "../components/AppearanceSection";
import { PhrasesSection } from "../components/PhrasesSection";
import { ProfileSection } from "../components/ProfileSection";
import { SecuritySection } from "../components/SecuritySection";
import { SignatureSection } from "../components/SignatureSection";

const SubstitutionSection = lazy(() =>
  import("../components/SubstitutionSection").then((module) => ({ default: module.SubstitutionSection })),
);

const ConnectionsSection = lazy(() =>
  import("../components/ConnectionsSection").then((module) => ({ default: module.ConnectionsSection })),
);

const SECTIONS = {
  profile: ProfileSection,
  appearance: AppearanceSection,
  phrases: PhrasesSection,
  signature: SignatureSection,
  substitution: SubstitutionSection,
  security: SecuritySection,
  "api-keys": ApiKeysSection,
  connections: ConnectionsSection,
} satisfies Record<string, ComponentType>;

type Section = keyof typeof SECTIONS;
const NAMES = Object.keys(SECTIONS) as Section[];
const FOR_SYSTEM_ADMINISTRATORS: Section[] = ["connections"];

export function SettingsPage() {
  const { t } = useTranslation("settings");
  const { section } = useSearch({ from: "/inside/settings" });
  const isAdministrator = useSession().administrator_kinds.includes("system");
  const names = NAMES.filter((name) => isAdministrator || !FOR_SYSTEM_ADMINISTRATORS.includes(name));
  const current = names.find((name) => name === section) ?? "profile";
  const Current = SECTIONS[current];
  return (
    <>
      <PageHeader title={t("title")} />
      <BoxLinks
        label={t("title")}
        current={current}
        boxes={names.map((name) => ({ box: name, label: t(`sections.${name}`), href: `/settings?section=${name}` }))}
      />
      <Suspense fallback={<PageSkeleton />}>
        <Current />
      </Suspense>
    </>
  );
}
