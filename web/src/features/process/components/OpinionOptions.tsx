import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";

import { SignatureChoice } from "@/components/signature";

import type { WorkItemDetail } from "../model/detail";
import styles from "./opinion.module.css";

interface OpinionOptionsProps {
  asked: WorkItemDetail["asked"];
  /** Whether the verb at hand hides opinions, and whether it is signed. */
  hides: boolean;
  signature: WorkItemDetail["asked"]["signature"];
  hidden: boolean;
  signed: boolean;
  onHidden: (hidden: boolean) => void;
  onSigned: (signed: boolean) => void;
}

/** Beside the opinion: whether it is open to all, and my signature where the verb takes one. */
export function OpinionOptions({ asked, hides, signature, hidden, signed, onHidden, onSigned }: OpinionOptionsProps) {
  const { t } = useTranslation("process");
  const audience = asked.audience.join(t("separator"));
  const always = asked.hide === "always";
  const hideable = hides && asked.hide !== "never";
  if (!hideable && signature === "none") return null;
  return (
    <div className={styles.options}>
      {hideable && (
        <span className={styles.option}>
          <Checkbox checked={hidden || always} disabled={always} onChange={(event) => onHidden(event.target.checked)}>
            {t("opinion.hide")}
          </Checkbox>
          {(hidden || always) && <span className={styles.note}>{t("opinion.audience", { audience })}</span>}
        </span>
      )}
      {signature !== "none" && <SignatureChoice policy={signature} signed={signed} onSigned={onSigned} />}
    </div>
  );
}
