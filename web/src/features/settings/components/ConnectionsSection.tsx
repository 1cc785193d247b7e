import { App, Button, Switch, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { DenseTable, type Column } from "@/components/list";
import { formatDateTime } from "@/lib/format";
import { useIsPhone } from "@/lib/use-media";
import { useProblemMessage } from "@/lib/use-problem-message";

import { useChangeConnection, useConnections, useResumeConnection, type Connection } from "../api/connections";
import { ConnectionDialog } from "./ConnectionDialog";
import { Section } from "./Section";
import styles from "./settings.module.css";

/** Other systems that processes may call. Nothing outside these addresses is ever reached. */
export function ConnectionsSection() {
  const { t } = useTranslation("settings");
  const { data, error, refetch } = useConnections();
  const [open, setOpen] = useState<Connection | "new" | null>(null);
  const columns = useColumns(setOpen);
  return (
    <Section title={t("connections.title")} text={t("connections.text")}>
      <div className={styles.buttons} style={{ marginBottom: 12 }}>
        <Button type="primary" onClick={() => setOpen("new")}>
          {t("connections.new")}
        </Button>
      </div>
      {data === undefined && error === null && <ListSkeleton rows={3} />}
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && <p className="x-muted">{t("connections.none")}</p>}
      {data !== undefined && data.length > 0 && (
        <DenseTable caption={t("connections.title")} columns={columns} rows={data} rowKey={(row) => row.id} />
      )}
      {open !== null && <ConnectionDialog connection={open === "new" ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  );
}

function useColumns(onEdit: (connection: Connection) => void): Column<Connection>[] {
  const { t } = useTranslation("settings");
  const phone = useIsPhone();
  const columns: (Column<Connection> | false)[] = [
    {
      key: "name",
      title: t("connections.name"),
      render: (row) => (
        <>
          {row.name} <code className="x-muted">{row.code}</code>
          {phone && (
            <>
              <div className={styles.secret}>{row.base_url}</div>
              <State connection={row} />
            </>
          )}
        </>
      ),
    },
    !phone && {
      key: "address",
      title: t("connections.address"),
      render: (row) => (
        <span className={styles.secret}>
          {row.base_url} {row.private_allowed && <Tag>{t("connections.private")}</Tag>}
        </span>
      ),
    },
    !phone && {
      key: "authentication",
      title: t("connections.authentication"),
      width: 170,
      render: (row) => t(`connections.kinds.${row.authentication}`),
    },
    !phone && {
      key: "state",
      title: t("connections.state"),
      width: 210,
      render: (row) => <State connection={row} />,
    },
    { key: "active", title: t("connections.active"), width: 70, render: (row) => <Active connection={row} /> },
    {
      key: "edit",
      title: t("connections.edit"),
      width: 70,
      align: "end",
      render: (row) => (
        <Button size="small" type="text" onClick={() => onEdit(row)}>
          {t("connections.edit")}
        </Button>
      ),
    },
  ];
  return columns.filter((column) => column !== false);
}

function State({ connection }: { connection: Connection }) {
  const { t } = useTranslation("settings");
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const resume = useResumeConnection();
  const { open_until: until, failures, running, held } = connection;
  const tried = { onSuccess: () => void message.success(t("connections.probed")), onError: showProblem };
  return (
    <div className={styles.state}>
      {until === null ? (
        <Tag color="success">{t("connections.normal")}</Tag>
      ) : (
        <>
          <Tag color="error" title={t("connections.restingText", { count: failures, time: formatDateTime(until) })}>
            {t("connections.resting")}
          </Tag>
          <Button size="small" loading={resume.isPending} onClick={() => resume.mutate(connection.id, tried)}>
            {t("connections.probe")}
          </Button>
        </>
      )}
      {running > 0 && <span className="x-muted">{t("connections.running", { count: running })}</span>}
      {held > 0 && <span className="x-muted">{t("connections.held", { count: held })}</span>}
    </div>
  );
}

function Active({ connection }: { connection: Connection }) {
  const { t } = useTranslation("settings");
  const showProblem = useProblemMessage();
  const change = useChangeConnection();
  return (
    <Switch
      size="small"
      aria-label={t("connections.activate", { name: connection.name })}
      checked={connection.active}
      loading={change.isPending}
      onChange={(active) => change.mutate({ id: connection.id, change: { active } }, { onError: showProblem })}
    />
  );
}
