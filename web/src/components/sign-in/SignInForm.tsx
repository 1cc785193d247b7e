import { LockOutlined, SafetyOutlined, UserOutlined } from "@ant-design/icons";
import { Alert, Button, Input } from "antd";
import { useId, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";

import { ProblemError } from "@/lib/client";
import { useSignIn, type Session } from "@/lib/session";

import styles from "./sign-in.module.css";

interface SignInFormProps {
  /** Set in the overlay: who was signed in. */
  login?: string;
  onSignedIn: (session: Session) => void;
}

/** Login and password, then the one-time code when the account has one. */
export function SignInForm({ login: known, onSignedIn }: SignInFormProps) {
  const { t } = useTranslation();
  const id = useId();
  const [login, setLogin] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const [totp, setTotp] = useState("");
  const signIn = useSignIn();
  const [second, setSecond] = useState(false);
  const problem = signIn.error instanceof ProblemError ? signIn.error : null;
  const asksCode = second && problem?.code === "totp-required";

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    // Not a disabled button: what a password manager fills in may not be seen before the first key.
    if (login.trim() === "" || password === "" || (second && totp.trim() === "")) return;
    signIn.mutate(
      { login: login.trim(), password, ...(second ? { totp: totp.replace(/\s/g, "") } : {}) },
      {
        onSuccess: onSignedIn,
        onError: (error) => {
          if (error instanceof ProblemError && error.code === "totp-required") setSecond(true);
        },
      },
    );
  };

  return (
    <form className={styles.form} onSubmit={submit}>
      {signIn.isError && !asksCode && (
        <Alert type="error" role="alert" showIcon title={problem?.message ?? t("error.unknown")} />
      )}
      {second ? (
        <div className={styles.field}>
          <label htmlFor={`${id}-totp`}>{t("signIn.totp")}</label>
          <Input
            size="large"
            prefix={<SafetyOutlined aria-hidden />}
            autoFocus
            inputMode="numeric"
            id={`${id}-totp`}
            aria-describedby={`${id}-hint`}
            autoComplete="one-time-code"
            maxLength={8}
            value={totp}
            onChange={(event) => setTotp(event.target.value)}
          />
          <small id={`${id}-hint`} className={styles.hint}>
            {t("signIn.totpHint")}
          </small>
        </div>
      ) : (
        <>
          <label className={styles.field}>
            <span>{t("signIn.login")}</span>
            <Input
              size="large"
              prefix={<UserOutlined aria-hidden />}
              autoFocus={known === undefined}
              readOnly={known !== undefined}
              autoComplete="username"
              autoCapitalize="none"
              value={login}
              onChange={(event) => setLogin(event.target.value)}
            />
          </label>
          <label className={styles.field}>
            <span>{t("signIn.password")}</span>
            <Input.Password
              size="large"
              prefix={<LockOutlined aria-hidden />}
              autoFocus={known !== undefined}
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </label>
        </>
      )}
      <Button type="primary" size="large" htmlType="submit" block loading={signIn.isPending}>
        {t(second ? "signIn.verify" : "signIn.submit")}
      </Button>
      {second && (
        <Button type="link" onClick={() => setSecond(false)}>
          {t("signIn.otherAccount")}
        </Button>
      )}
    </form>
  );
}
