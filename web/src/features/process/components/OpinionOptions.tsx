import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { SignatureImage, SignaturePad } from "@/components/signature";
import { useSession } from "@/lib/session";

import type { WorkItemDetail } from "../model/detail";
import styles from "./opinion.module.css";

interface OpinionOptionsProps {
  asked: WorkItemDetail["asked"];
  hidden: boolean;
  signed: boolean;
  onHidden: (hidden: boolean) => void;
  onSigned: (signed: boolean) => void;
}

/** Beside the opinion: whether it is open to all, and my signature where the activity takes one. */
export function OpinionOptions({ asked, hidden, signed, onHidden, onSigned }: OpinionOptionsProps) {
  const { t } = useTranslation("process");
  const name = useSession().person?.name ?? "";
  const [drawing, setDrawing] = useState(false);
  const audience = asked.audience.join(t("separator"));
  const always = asked.hide === "always";
  if (asked.hide === "never" && asked.signature === "none") return null;
  return (
    <div className={styles.options}>
      {asked.hide !== "never" && (
        <span className={styles.option}>
          <Checkbox checked={hidden || always} disabled={always} onChange={(event) => onHidden(event.target.checked)}>
            {t("opinion.hide")}
          </Checkbox>
          {(hidden || always) && <span className={styles.note}>{t("opinion.audience", { audience })}</span>}
        </span>
      )}
      {asked.signature !== "none" && (
        <span className={styles.option}>
          {asked.signature === "optional" ? (
            <Checkbox
              checked={signed}
              disabled={asked.my_signature === null}
              onChange={(event) => onSigned(event.target.checked)}
            >
              {t("sign.optional")}
            </Checkbox>
          ) : (
            <span>{t("sign.required")}</span>
          )}
          {asked.my_signature !== null && (signed || asked.signature === "required") && (
            <SignatureImage id={asked.my_signature} name={name} />
          )}
          {asked.my_signature === null && (
            <Button size="small" type="link" onClick={() => setDrawing(true)}>
              {t("sign.set")}
            </Button>
          )}
        </span>
      )}
      {drawing && (
        <SignaturePad
          onClose={() => setDrawing(false)}
          onKept={() => {
            setDrawing(false);
            onSigned(true);
          }}
        />
      )}
    </div>
  );
}
