import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, PageHeader } from "@/components/layout";
import { ListToolbar } from "@/components/list";

import { useSession } from "@/lib/session";

import type { OrgNode } from "../api/nodes";
import { FoundPeople, MemberTable } from "../components/MemberTable";
import { OrgTree } from "../components/OrgTree";
import styles from "../components/organization.module.css";

/** The tree at the left, the people of the chosen node at the right; a search looks in the whole group. */
export function OrganizationPage() {
  const { t } = useTranslation("organization");
  const search = useSearch({ from: "/inside/organization" });
  const navigate = useNavigate({ from: "/organization" });
  const session = useSession();
  const mine = session.assignments.find((one) => one.id === session.acting_assignment_id);
  const [chosen, setChosen] = useState<OrgNode | null>(null);
  // Without a choice: my own department.
  const node = search.node ?? mine?.node_id;
  const name = chosen?.id === search.node ? chosen?.name : undefined;
  const select = (next: OrgNode): void => {
    setChosen(next);
    void navigate({ search: { node: next.id }, replace: true });
  };
  return (
    <>
      <PageHeader title={t("title")} />
      <div className={styles.columns}>
        <section className={`x-panel ${styles.treePanel}`} aria-label={t("tree")}>
          <OrgTree selected={node} onSelect={select} />
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
            <span className="x-muted">
              {search.query === undefined
                ? (name ?? (search.node === undefined ? mine?.node : undefined))
                : t("searching")}
            </span>
          </ListToolbar>
          <People query={search.query} node={node} />
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
