import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { OpinionDialog } from "@/components/work";

import { valuesOf, type AnswerValue } from "../model/answer-values";
import styles from "./outside.module.css";

interface AnswerDialogProps {
  activity: string;
  busy: boolean;
  /** Why it was not done when it was last sent. */
  refusal: unknown;
  onSend: (values: Record<string, unknown>, reason: string) => void;
  onClose: () => void;
}

/** An administrator answers in place of another system: what it would have said, and why it is done by hand. */
export function AnswerDialog({ activity, busy, refusal, onSend, onClose }: AnswerDialogProps) {
  const { t } = useTranslation("process");
  const [rows, setRows] = useState<AnswerValue[]>([{ name: "", value: "" }]);
  const change = (place: number, part: Partial<AnswerValue>): void =>
    setRows(rows.map((row, index) => (index === place ? { ...row, ...part } : row)));
  return (
    <OpinionDialog
      title={t("outside.answerTitle", { activity })}
      okText={t("outside.answer")}
      label={t("outside.reason")}
      placeholder={t("outside.reasonHint")}
      required
      busy={busy}
      refusal={refusal}
      onOk={(reason) => onSend(valuesOf(rows), reason)}
      onCancel={onClose}
    >
      <p className="x-muted">{t("outside.answerText")}</p>
      {rows.map((row, place) => (
        <div key={place} className={styles.value}>
          <Input
            aria-label={t("outside.variable")}
            placeholder={t("outside.variable")}
            maxLength={100}
            value={row.name}
            onChange={(event) => change(place, { name: event.target.value })}
          />
          <Input
            aria-label={t("outside.value")}
            placeholder={t("outside.value")}
            maxLength={2000}
            value={row.value}
            onChange={(event) => change(place, { value: event.target.value })}
          />
          {rows.length > 1 && (
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t("outside.removeVariable")}
              onClick={() => setRows(rows.filter((_, index) => index !== place))}
            />
          )}
        </div>
      ))}
      <Button size="small" icon={<PlusOutlined />} onClick={() => setRows([...rows, { name: "", value: "" }])}>
        {t("outside.addVariable")}
      </Button>
    </OpinionDialog>
  );
}
