import { App, Button, Input, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { DenseTable, type Column } from "@/components/list";
import { formatDate } from "@/lib/format";
import { useIsPhone } from "@/lib/use-media";
import { useProblemMessage } from "@/lib/use-problem-message";

import { useApiKeys, useCreateApiKey, useRevokeApiKey, type ApiKey } from "../api/api-keys";
import { Section } from "./Section";
import styles from "./settings.module.css";

/** Keys by which programs act with my rights; the secret is told once. */
export function ApiKeysSection() {
  const { t } = useTranslation("settings");
  const { data, error, refetch } = useApiKeys();
  const columns = useColumns();
  return (
    <Section title={t("apiKeys.title")} text={t("apiKeys.text")}>
      <NewKey />
      {data === undefined && error === null && <ListSkeleton rows={3} />}
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data !== undefined && data.length > 0 && (
        <DenseTable caption={t("apiKeys.title")} columns={columns} rows={data} rowKey={(key) => key.id} />
      )}
    </Section>
  );
}

function useColumns(): Column<ApiKey>[] {
  const { t } = useTranslation("settings");
  const phone = useIsPhone();
  const columns: (Column<ApiKey> | false)[] = [
    { key: "name", title: t("apiKeys.name"), render: (key) => key.name },
    !phone && { key: "prefix", title: t("apiKeys.prefix"), width: 120, render: (key) => <code>{key.prefix}</code> },
    { key: "expires", title: t("apiKeys.expires"), width: 110, render: (key) => formatDate(key.expires_at) },
    { key: "revoke", title: t("apiKeys.state"), width: 100, align: "end", render: (key) => <Revoke apiKey={key} /> },
  ];
  return columns.filter((column) => column !== false);
}

function Revoke({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation("settings");
  const showProblem = useProblemMessage();
  const revoke = useRevokeApiKey();
  if (apiKey.revoked_at !== null) return <span className="x-muted">{t("apiKeys.revoked")}</span>;
  return (
    <Popconfirm
      title={t("apiKeys.revokeTitle", { name: apiKey.name })}
      onConfirm={() => revoke.mutate(apiKey.id, { onError: showProblem })}
    >
      <Button size="small" danger type="text" loading={revoke.isPending}>
        {t("apiKeys.revoke")}
      </Button>
    </Popconfirm>
  );
}

function NewKey() {
  const { t } = useTranslation("settings");
  const { modal } = App.useApp();
  const showProblem = useProblemMessage();
  const create = useCreateApiKey();
  const [name, setName] = useState("");
  const submit = (): void =>
    create.mutate(name.trim(), {
      onSuccess: ({ secret }) => {
        setName("");
        modal.success({
          title: t("apiKeys.created"),
          content: <code className={styles.secret}>{secret}</code>,
          width: 520,
        });
      },
      onError: showProblem,
    });
  return (
    <form
      className={styles.line}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Input
        aria-label={t("apiKeys.name")}
        placeholder={t("apiKeys.placeholder")}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="primary" htmlType="submit" disabled={name.trim() === ""} loading={create.isPending}>
        {t("apiKeys.create")}
      </Button>
    </form>
  );
}
