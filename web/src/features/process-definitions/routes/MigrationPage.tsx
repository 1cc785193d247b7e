import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button, Progress, Segmented, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorState, ListSkeleton, PageHeader, PageSkeleton } from "@/components/layout";
import { LoadMore } from "@/components/list";
import { OpinionDialog } from "@/components/work";
import { formatDateTime } from "@/lib/format";
import { useWindowProblem } from "@/lib/use-problem-message";

import {
  definitionQuery,
  isUnderWay,
  linesQuery,
  migrationQuery,
  undoMigration,
  useDefinitionChange,
  type Migration,
} from "../api/definitions";
import styles from "../components/definitions.module.css";
import { InstanceList } from "../components/InstanceList";
import { MigrationState } from "../components/MigrationState";

const STATES = ["waiting", "moved", "refused", "back", "kept"] as const;
const COLORS = { waiting: "default", moved: "success", refused: "error", back: "default", kept: "warning" } as const;

/** One migration: how far it is, what became of each instance, and undoing it. */
export function MigrationPage() {
  const { t } = useTranslation("process-definitions");
  const { id } = useParams({ from: "/inside/process-migrations/$id" });
  const query = useQuery(migrationQuery(id));
  const [asking, setAsking] = useState(false);
  const undo = useDefinitionChange(undoMigration);
  const close = (): void => setAsking(false);
  const failed = useWindowProblem(close);
  if (query.isLoadingError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <PageSkeleton />;
  const migration = query.data;
  return (
    <>
      <PageHeader
        title={t("migration.title", { from: migration.from_version, to: migration.to_version })}
        extra={<MigrationState migration={migration} />}
        actions={migration.undoable && <Button onClick={() => setAsking(true)}>{t("undo.button")}</Button>}
        description={
          <Link to="/process-definitions/$code" params={{ code: migration.code }}>
            <DefinitionTitle code={migration.code} />
          </Link>
        }
      />
      <section className={`x-panel ${styles.section}`} aria-label={t("migration.facts")}>
        <Facts migration={migration} />
      </section>
      <Lines migration={migration} />
      {asking && (
        <OpinionDialog
          title={t("undo.button")}
          okText={t("undo.button")}
          label={t("undo.reason")}
          required
          busy={undo.isPending}
          refusal={undo.error}
          onCancel={close}
          onOk={(reason) => undo.mutate({ id, reason }, { onSuccess: close, onError: failed })}
        >
          <p>{t("undo.text")}</p>
        </OpinionDialog>
      )}
    </>
  );
}

function DefinitionTitle({ code }: { code: string }) {
  return useQuery(definitionQuery(code)).data?.title ?? code;
}

function Facts({ migration }: { migration: Migration }) {
  const { t } = useTranslation("process-definitions");
  const { counts, total, status } = migration;
  const open = status === "undoing" ? counts.moved : counts.waiting;
  return (
    <>
      {isUnderWay(status) && (
        <Progress percent={total === 0 ? 100 : Math.floor((100 * (total - open)) / total)} aria-label={t("progress")} />
      )}
      <dl className={styles.figures} aria-live="polite">
        {STATES.filter((state) => counts[state] > 0 || (state === "moved" && status !== "undone")).map((state) => (
          <div key={state}>
            <dt>{t(`lineStatus.${state}`)}</dt>
            <dd>{counts[state]}</dd>
          </div>
        ))}
      </dl>
      <dl className={styles.facts}>
        <dt>{t("migration.begun")}</dt>
        <dd>
          {formatDateTime(migration.created_at)} {migration.actor_name}
        </dd>
        <dt>{t("migrate.reason")}</dt>
        <dd>{migration.reason}</dd>
        {migration.undo_reason !== "" && (
          <>
            <dt>{t("migration.undone")}</dt>
            <dd>
              {formatDateTime(migration.undone_at)} {migration.undo_actor_name}
            </dd>
            <dt>{t("undo.reason")}</dt>
            <dd>{migration.undo_reason}</dd>
          </>
        )}
      </dl>
    </>
  );
}

function Lines({ migration }: { migration: Migration }) {
  const { t } = useTranslation("process-definitions");
  const [status, setStatus] = useState<string>("");
  const state = `${migration.status} ${JSON.stringify(migration.counts)}`;
  const lines = useInfiniteQuery(linesQuery(migration.id, status, state));
  const rows = lines.data?.pages.flatMap((page) => page.items) ?? [];
  const present = STATES.filter((one) => migration.counts[one] > 0);
  return (
    <section className={`x-panel ${styles.section}`} aria-labelledby="lines">
      <div className={styles.sectionHead}>
        <h2 id="lines" className={styles.sectionTitle}>
          {t("migration.lines")}
        </h2>
        {present.length > 1 && (
          <Segmented
            size="small"
            aria-label={t("preview.show")}
            value={status}
            options={[
              { value: "", label: t("preview.only.all") },
              ...present.map((value) => ({ value: value as string, label: t(`lineStatus.${value}`) })),
            ]}
            onChange={setStatus}
          />
        )}
      </div>
      {lines.isError && <ErrorState error={lines.error} onRetry={() => void lines.refetch()} />}
      {lines.isPending && <ListSkeleton rows={4} />}
      {lines.isSuccess && rows.length === 0 && <EmptyState title={t("preview.none")} />}
      <InstanceList
        rows={rows}
        state={({ status: became }) => (
          <Tag color={COLORS[became as keyof typeof COLORS]}>{t(`lineStatus.${became as keyof typeof COLORS}`)}</Tag>
        )}
      />
      <LoadMore more={lines.hasNextPage} busy={lines.isFetchingNextPage} onMore={() => void lines.fetchNextPage()} />
    </section>
  );
}
