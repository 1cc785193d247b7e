import { App, Input, Modal } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { ProblemError } from "@/lib/client";
import { useProblemMessage } from "@/lib/use-problem-message";

import { adjustPool } from "../api/pools";
import type { FieldDefinition } from "../model/definition";
import { readDecimal } from "@/lib/format";
import { valueProblem } from "../model/values";
import { NumberControl } from "./controls/NumberControl";
import styles from "./form.module.css";

interface AdjustDialogProps {
  ledger: string;
  poolId: string;
  onClose: () => void;
  onDone: () => void;
}

const AMOUNT: FieldDefinition = { code: "amount", type: "money", title: "" };

/** How much more or less, and why; the server refuses what would make the balance negative. */
export function AdjustDialog({ ledger, poolId, onClose, onDone }: AdjustDialogProps) {
  const { t } = useTranslation("records");
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const id = useId();
  const [amount, setAmount] = useState<unknown>("");
  const [reason, setReason] = useState("");
  const [refused, setRefused] = useState("");
  const [busy, setBusy] = useState(false);
  const reading = readDecimal(String(amount), 2);
  const unreadable = valueProblem(AMOUNT, amount);
  const said = unreadable ? t(`unreadable.${unreadable}`) : refused;

  const send = async (): Promise<void> => {
    if (!reading.ok) return;
    setBusy(true);
    try {
      await adjustPool(ledger, poolId, reading.value, reason.trim());
      void message.success(t("pool.adjusted"));
      onDone();
    } catch (error) {
      if (error instanceof ProblemError && error.status < 500) setRefused(error.fields[0]?.detail ?? error.message);
      else showProblem(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open
      title={t("pool.adjust")}
      okText={t("pool.adjust")}
      okButtonProps={{ disabled: !reading.ok || reason.trim() === "", loading: busy }}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <div className={styles.dialogFields}>
        <div className={styles.field}>
          <label className={styles.label} htmlFor={`${id}-amount`}>
            {t("pool.adjustAmount")}
            <span className={styles.required} aria-hidden>
              *
            </span>
          </label>
          <NumberControl
            field={AMOUNT}
            value={amount}
            onChange={(next) => {
              setRefused("");
              setAmount(next);
            }}
            id={`${id}-amount`}
            label={t("pool.adjustAmount")}
            invalid={said !== ""}
            describedBy={`${id}-help`}
          />
          <div id={`${id}-help`} className={said === "" ? styles.help : styles.error}>
            {said === "" ? t("pool.adjustHelp") : said}
          </div>
        </div>
        <div className={styles.field}>
          <label className={styles.label} htmlFor={`${id}-reason`}>
            {t("pool.reason")}
            <span className={styles.required} aria-hidden>
              *
            </span>
          </label>
          <Input.TextArea
            id={`${id}-reason`}
            maxLength={200}
            autoSize={{ minRows: 2, maxRows: 4 }}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      </div>
    </Modal>
  );
}
