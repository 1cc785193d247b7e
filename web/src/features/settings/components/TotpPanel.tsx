import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { sessionQuery, useSession } from "@/lib/session";
import { useProblemMessage } from "@/lib/use-problem-message";

import { useBeginTotp, useConfirmTotp, useRemoveTotp, type Enrolment } from "../api/security";
import { Field, Section } from "./Section";
import styles from "./settings.module.css";

/** The one-time code as second step of sign-in: switch on with an authenticator app, off with the password. */
export function TotpPanel() {
  const { t } = useTranslation("settings");
  const showProblem = useProblemMessage();
  const client = useQueryClient();
  const active = useSession().account.second_factor;
  const begin = useBeginTotp();
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [removing, setRemoving] = useState(false);

  const changed = (): void => void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  const confirmed = (answer: string[]): void => {
    setCodes(answer);
    setEnrolment(null);
    changed();
  };
  const removed = (): void => {
    setRemoving(false);
    setCodes(null);
    changed();
  };

  return (
    <Section title={t("totp.title")} text={t(active ? "totp.isOn" : "totp.text")}>
      {codes !== null && <RecoveryCodes codes={codes} />}
      {enrolment !== null && <Confirm enrolment={enrolment} onConfirmed={confirmed} />}
      {!active && enrolment === null && (
        <Button
          loading={begin.isPending}
          onClick={() => begin.mutate(undefined, { onSuccess: setEnrolment, onError: showProblem })}
        >
          {t("totp.begin")}
        </Button>
      )}
      {active && !removing && <Button onClick={() => setRemoving(true)}>{t("totp.remove")}</Button>}
      {removing && <Remove onDone={removed} onCancel={() => setRemoving(false)} />}
    </Section>
  );
}

function Confirm({ enrolment, onConfirmed }: { enrolment: Enrolment; onConfirmed: (codes: string[]) => void }) {
  const { t } = useTranslation("settings");
  const showProblem = useProblemMessage();
  const confirm = useConfirmTotp();
  const [code, setCode] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate(code.trim(), {
          onSuccess: (answer) => onConfirmed(answer.recovery_codes),
          onError: showProblem,
        });
      }}
    >
      <img
        className={styles.qr}
        alt={t("totp.picture")}
        src={`data:image/svg+xml;utf8,${encodeURIComponent(enrolment.svg)}`}
      />
      <p>
        {t("totp.secret")} <code className={styles.secret}>{enrolment.secret}</code>
      </p>
      <Field label={t("totp.code")}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={8}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      <Button type="primary" htmlType="submit" disabled={code.trim().length < 6} loading={confirm.isPending}>
        {t("totp.confirm")}
      </Button>
    </form>
  );
}

function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation("settings");
  return (
    <div role="status">
      <p>{t("totp.recovery")}</p>
      <div className={styles.codes}>
        {codes.map((code) => (
          <code key={code}>{code}</code>
        ))}
      </div>
    </div>
  );
}

function Remove({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation("settings");
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const remove = useRemoveTotp();
  const [password, setPassword] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        remove.mutate(password, {
          onSuccess: () => {
            void message.success(t("totp.removed"));
            onDone();
          },
          onError: showProblem,
        });
      }}
    >
      <Field label={t("totp.password")}>
        {(control) => (
          <Input.Password
            {...control}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <div className={styles.buttons}>
        <Button danger htmlType="submit" disabled={password === ""} loading={remove.isPending}>
          {t("totp.remove")}
        </Button>
        <Button onClick={onCancel}>{t("common:actions.cancel")}</Button>
      </div>
    </form>
  );
}
