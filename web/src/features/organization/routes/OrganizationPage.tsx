import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, PageHeader } from "@/components/layout";
import { ListToolbar } from "@/components/list";

import type { OrgNode } from "../api/nodes";
import { FoundPeople, MemberTable } from "../components/MemberTable";
import { OrgTree } from "../components/OrgTree";
import styles from "../components/organization.module.css";

/** The tree at the left, the people of the chosen node at the right; a search looks in the whole group. */
export function OrganizationPage() {
  const { t } = useTranslation("organization");
  const search = useSearch({ from: "/inside/organization" });
  const navigate = useNavigate({ from: "/organization" });
  const [node, setNode] = useState<OrgNode | null>(null);
  const select = (chosen: OrgNode): void => {
    setNode(chosen);
    void navigate({ search: { node: chosen.id }, replace: true });
  };
  return (
    <>
      <PageHeader title={t("title")} />
      <div className={styles.columns}>
        <section className={`x-panel ${styles.treePanel}`} aria-label={t("tree")}>
          <OrgTree selected={search.node} onSelect={select} />
        </section>
        <section className="x-panel" aria-label={t("members")}>
          <ListToolbar
            key={search.node ?? ""}
            query={search.query ?? ""}
            placeholder={t("search")}
            onQuery={(query) =>
              void navigate({
                search: { ...(search.node ? { node: search.node } : {}), ...(query ? { query } : {}) },
                replace: true,
              })
            }
          >
            <span className="x-muted">{search.query === undefined ? node?.name : t("searching")}</span>
          </ListToolbar>
          <People query={search.query} node={search.node} />
        </section>
      </div>
    </>
  );
}

function People({ query, node }: { query: string | undefined; node: string | undefined }) {
  const { t } = useTranslation("organization");
  if (query !== undefined) return <FoundPeople query={query} />;
  if (node !== undefined) return <MemberTable key={node} node={node} />;
  return <EmptyState title={t("choose")} text={t("chooseText")} />;
}
