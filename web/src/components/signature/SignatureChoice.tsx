import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useKeptSignature } from "@/lib/data";
import { useSession } from "@/lib/session";

import { SignatureImage } from "./SignatureImage";
import { SignaturePad } from "./SignaturePad";
import styles from "./signature.module.css";

interface SignatureChoiceProps {
  policy: "optional" | "required";
  signed: boolean;
  onSigned: (signed: boolean) => void;
}

/** My signature under what I am about to do: what will be put there is seen before it is. */
export function SignatureChoice({ policy, signed, onSigned }: SignatureChoiceProps) {
  const { t } = useTranslation();
  const name = useSession().person?.name ?? "";
  const kept = useKeptSignature().data;
  const mine = kept ?? null;
  const [drawing, setDrawing] = useState(false);
  return (
    <span className={styles.choice}>
      {policy === "optional" ? (
        <Checkbox checked={signed} disabled={mine === null} onChange={(event) => onSigned(event.target.checked)}>
          {t("signature.optional")}
        </Checkbox>
      ) : (
        <span>{t("signature.required")}</span>
      )}
      {mine !== null && (signed || policy === "required") && <SignatureImage id={mine} name={name} />}
      {kept === null && (
        <Button size="small" type="link" onClick={() => setDrawing(true)}>
          {t("signature.set")}
        </Button>
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
    </span>
  );
}
