import { App, Checkbox, Input, InputNumber, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useProblemMessage } from "@/lib/use-problem-message";

import { useChangeConnection, useCreateConnection, type Connection } from "../api/connections";
import { Field } from "./Section";

const KINDS = ["hmac-sha256", "hmac-sm3", "bearer", "none"] as const;

interface ConnectionDialogProps {
  connection: Connection | null;
  onClose: () => void;
}

/** Set up or change a connection. The secret is written only: an empty field leaves it as it is. */
export function ConnectionDialog({ connection, onClose }: ConnectionDialogProps) {
  const { t } = useTranslation("settings");
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const create = useCreateConnection();
  const change = useChangeConnection();
  const [draft, setDraft] = useState({
    code: connection?.code ?? "",
    name: connection?.name ?? "",
    base_url: connection?.base_url ?? "https://",
    authentication: connection?.authentication ?? ("hmac-sha256" as const),
    secret: "",
    private_allowed: connection?.private_allowed ?? false,
    maximum_calls: connection?.maximum_calls ?? 0,
    calls_per_minute: connection?.calls_per_minute ?? 0,
  });
  const set = (part: Partial<typeof draft>): void => setDraft({ ...draft, ...part });
  const saved = {
    onSuccess: () => {
      void message.success(t("connections.saved"));
      onClose();
    },
    onError: showProblem,
  };
  const save = (): void => {
    const { code, secret, ...rest } = draft;
    const values = secret === "" ? rest : { ...rest, secret };
    if (connection === null) create.mutate({ code: code.trim(), ...values }, saved);
    else change.mutate({ id: connection.id, change: values }, saved);
  };
  return (
    <Modal
      open
      title={connection === null ? t("connections.new") : t("connections.change", { name: connection.name })}
      okText={t("connections.save")}
      okButtonProps={{
        loading: create.isPending || change.isPending,
        disabled: draft.code.trim() === "" || draft.name.trim() === "" || draft.base_url.length < 10,
      }}
      onOk={save}
      onCancel={onClose}
    >
      <Field label={t("connections.name")}>
        {(control) => (
          <Input
            {...control}
            maxLength={100}
            placeholder={t("connections.namePlaceholder")}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("connections.code")} hint={t("connections.codeHint")}>
        {(control) => (
          <Input
            {...control}
            maxLength={64}
            disabled={connection !== null}
            value={draft.code}
            onChange={(event) => set({ code: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("connections.address")} hint={t("connections.addressHint")}>
        {(control) => (
          <Input
            {...control}
            maxLength={500}
            value={draft.base_url}
            onChange={(event) => set({ base_url: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("connections.authentication")}>
        {(control) => (
          <Select
            {...control}
            options={KINDS.map((kind) => ({ value: kind, label: t(`connections.kinds.${kind}`) }))}
            value={draft.authentication}
            onChange={(authentication) => set({ authentication })}
          />
        )}
      </Field>
      {draft.authentication !== "none" && (
        <Field
          label={t("connections.secret")}
          hint={t(connection?.has_secret === true ? "connections.secretKept" : "connections.secretHint")}
        >
          {(control) => (
            <Input.Password
              {...control}
              autoComplete="new-password"
              maxLength={1000}
              value={draft.secret}
              onChange={(event) => set({ secret: event.target.value })}
            />
          )}
        </Field>
      )}
      {(
        [
          ["maximum_calls", "maximumCalls", 1000],
          ["calls_per_minute", "callsPerMinute", 6000],
        ] as const
      ).map(([name, label, most]) => (
        <Field key={name} label={t(`connections.${label}`)} hint={t("connections.limitHint")}>
          {(control) => (
            <InputNumber
              {...control}
              min={0}
              max={most}
              precision={0}
              value={draft[name]}
              onChange={(value) => set({ [name]: value ?? 0 })}
            />
          )}
        </Field>
      ))}
      <Checkbox checked={draft.private_allowed} onChange={(event) => set({ private_allowed: event.target.checked })}>
        {t("connections.privateAllowed")}
      </Checkbox>
    </Modal>
  );
}
