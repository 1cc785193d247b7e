import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { SignatureImage, SignaturePad } from "@/components/signature";
import { removeSignature, useKeptSignature } from "@/lib/data";
import { useSession } from "@/lib/session";
import { useProblemMessage } from "@/lib/use-problem-message";

import { Section } from "./Section";
import styles from "./settings.module.css";

/** My own signature, put under opinions where an activity asks for it. */
export function SignatureSection() {
  const { t } = useTranslation("settings");
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const { data, error, refetch, refresh } = useKeptSignature();
  const name = useSession().person?.name ?? "";
  const [drawing, setDrawing] = useState(false);
  const remove = async (): Promise<void> => {
    try {
      await removeSignature();
      await refresh();
      void message.success(t("signature.removed"));
    } catch (failure) {
      showProblem(failure);
    }
  };
  return (
    <Section title={t("signature.title")} text={t("signature.text")}>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <ListSkeleton rows={2} />}
      {data === null && <p className="x-muted">{t("signature.none")}</p>}
      {typeof data === "string" && (
        <p>
          <SignatureImage id={data} name={name} />
        </p>
      )}
      <div className={styles.buttons}>
        <Button type="primary" onClick={() => setDrawing(true)}>
          {t(data ? "signature.change" : "signature.make")}
        </Button>
        {typeof data === "string" && <Button onClick={() => void remove()}>{t("signature.remove")}</Button>}
      </div>
      {drawing && (
        <SignaturePad
          onClose={() => setDrawing(false)}
          onKept={() => {
            setDrawing(false);
            void message.success(t("signature.kept"));
          }}
        />
      )}
    </Section>
  );
}
