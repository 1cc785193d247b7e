import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { formatDate } from "@/lib/format";

import { usePerson } from "../api/nodes";
import styles from "./organization.module.css";

const KINDS = ["primary", "concurrent", "acting"] as const;

export function PersonDetails({ id }: { id: string }) {
  const { t } = useTranslation("organization");
  const { data: person, error, refetch } = usePerson(id);
  if (person === undefined)
    return error === null ? <ListSkeleton rows={5} /> : <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <dl className={styles.details}>
        <dt>{t("columns.number")}</dt>
        <dd>{person.number}</dd>
        {person.mobile !== "" && (
          <>
            <dt>{t("columns.mobile")}</dt>
            <dd>
              <Reach scheme="tel" value={person.mobile} />
            </dd>
          </>
        )}
        {person.email !== "" && (
          <>
            <dt>{t("columns.email")}</dt>
            <dd>
              <Reach scheme="mailto" value={person.email} />
            </dd>
          </>
        )}
      </dl>
      <h3 className={styles.subtitle}>{t("posts")}</h3>
      <ul className={styles.posts}>
        {person.assignments.map((held) => (
          <li key={held.id}>
            <div>
              {held.post_name} {held.rank_name !== "" && <span className="x-muted">{held.rank_name}</span>}{" "}
              <span className={styles.head}>{t(`kinds.${KINDS.find((kind) => kind === held.kind) ?? "primary"}`)}</span>{" "}
              {held.is_head && <span className={styles.head}>{t("head")}</span>}
            </div>
            <div className="x-muted">
              {held.node_name} · {held.unit_name}
            </div>
            <div className="x-muted">{t("since", { date: formatDate(held.valid_from) })}</div>
          </li>
        ))}
      </ul>
    </>
  );
}

/** A masked value cannot be dialled. */
function Reach({ scheme, value }: { scheme: "tel" | "mailto"; value: string }) {
  return value.includes("*") ? value : <a href={`${scheme}:${value}`}>{value}</a>;
}
