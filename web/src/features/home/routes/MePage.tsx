import { RightOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useDocumentTitle } from "@/components/layout";
import { useObjectTypes, usePortal } from "@/lib/data";
import { localized } from "@/lib/i18n";
import { assignmentLabel, useSession, useSignOut } from "@/lib/session";
import { useProblemMessage } from "@/lib/use-problem-message";

import styles from "../components/home.module.css";

/** The phone's fifth tab: everything that is in the left menu of the desk, and myself. */
export function MePage() {
  const { t } = useTranslation("home");
  useDocumentTitle(t("me.title"));
  const session = useSession();
  const acting = session.assignments.find((one) => one.id === session.acting_assignment_id);
  const types = useObjectTypes().data ?? [];
  const portal = usePortal().data;
  const signOut = useSignOut();
  const showProblem = useProblemMessage();
  const work = [
    { href: "/work-items?box=done", label: t("me.done") },
    { href: "/work-items?box=read", label: t("me.read") },
    { href: "/process-instances?box=sent", label: t("me.sent"), count: portal?.sent_running },
    { href: "/process-instances?box=drafts", label: t("me.drafts"), count: portal?.drafts },
  ];
  const more = [
    { href: "/organization", label: t("me.organization") },
    { href: "/jobs", label: t("me.jobs") },
    ...(portal?.administers_processes === true
      ? [{ href: "/process-definitions", label: t("me.processDefinitions") }]
      : []),
    ...(session.administrator_kinds.includes("audit") ? [{ href: "/audit", label: t("me.audit") }] : []),
    { href: "/settings", label: t("me.settings") },
  ];
  return (
    <>
      <h1 className="x-visually-hidden">{t("me.title")}</h1>
      <div className={`x-panel ${styles.who}`}>
        <div>
          <div className={styles.whoName}>{session.person?.name ?? session.account?.login}</div>
          <div className={styles.whoPost}>{acting === undefined ? "" : assignmentLabel(acting)}</div>
        </div>
      </div>
      <Links links={work} />
      <Links links={types.map((type) => ({ href: `/records/${type.code}`, label: localized(type.title) }))} />
      <Links links={more} />
      <ul className={`x-panel ${styles.links}`}>
        <li>
          <button type="button" onClick={() => signOut.mutate(undefined, { onError: showProblem })}>
            {t("me.signOut")}
          </button>
        </li>
      </ul>
    </>
  );
}

function Links({ links }: { links: { href: string; label: string; count?: number }[] }) {
  if (links.length === 0) return null;
  return (
    <ul className={`x-panel ${styles.links}`}>
      {links.map((link) => (
        <li key={link.href}>
          <Link to={link.href}>
            <span>{link.label}</span>
            <span className={styles.whoPost}>
              {(link.count ?? 0) > 0 && link.count} <RightOutlined aria-hidden />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
