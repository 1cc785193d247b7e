import { Alert, App, Button, Input } from "antd";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";

import { useChangePassword } from "../api/security";
import { Field, Section } from "./Section";

const EMPTY = { current: "", wanted: "", again: "" };

export function PasswordPanel() {
  const { t } = useTranslation("settings");
  const { message } = App.useApp();
  const change = useChangePassword();
  const [values, setValues] = useState(EMPTY);
  const differs = values.again !== "" && values.again !== values.wanted;
  const ready = values.current !== "" && values.wanted !== "" && values.again === values.wanted;

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!ready) return;
    change.mutate(
      { current: values.current, new: values.wanted },
      {
        onSuccess: () => {
          setValues(EMPTY);
          void message.success(t("password.changed"));
        },
      },
    );
  };

  return (
    <Section title={t("password.title")} text={t("password.text")}>
      <form onSubmit={submit}>
        {change.isError && (
          <Alert type="error" showIcon role="alert" title={change.error.message} style={{ marginBottom: 12 }} />
        )}
        <Field label={t("password.current")}>
          {(control) => (
            <Input.Password
              {...control}
              autoComplete="current-password"
              value={values.current}
              onChange={(event) => setValues({ ...values, current: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("password.wanted")} hint={t("password.hint")}>
          {(control) => (
            <Input.Password
              {...control}
              autoComplete="new-password"
              value={values.wanted}
              onChange={(event) => setValues({ ...values, wanted: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("password.again")} hint={differs ? t("password.differs") : undefined}>
          {(control) => (
            <Input.Password
              {...control}
              autoComplete="new-password"
              status={differs ? "error" : undefined}
              value={values.again}
              onChange={(event) => setValues({ ...values, again: event.target.value })}
            />
          )}
        </Field>
        <Button type="primary" htmlType="submit" disabled={!ready} loading={change.isPending}>
          {t("password.change")}
        </Button>
      </form>
    </Section>
  );
}
