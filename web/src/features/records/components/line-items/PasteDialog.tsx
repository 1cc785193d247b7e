import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { localized } from "@/lib/i18n";

import type { FieldDefinition } from "../../model/definition";
import { readPaste } from "../../model/paste";
import styles from "./lines.module.css";

interface PasteDialogProps {
  open: boolean;
  columns: readonly FieldDefinition[];
  onClose: () => void;
  onPaste: (text: string) => void;
}

/** For those who do not know that the table itself takes a paste: a field to paste into, and the column order. */
export function PasteDialog({ open, columns, onClose, onPaste }: PasteDialogProps) {
  const { t } = useTranslation("records");
  const [text, setText] = useState("");
  const rows = readPaste(text, columns);
  const close = (): void => {
    setText("");
    onClose();
  };
  return (
    <Modal
      open={open}
      title={t("paste.title")}
      okText={t("paste.insert", { count: rows.length })}
      okButtonProps={{ disabled: rows.length === 0 }}
      onOk={() => {
        onPaste(text);
        setText("");
      }}
      onCancel={close}
      destroyOnHidden
    >
      <p className={styles.hint}>{t("paste.explain")}</p>
      <p className={styles.columnOrder}>
        {columns.map((column) => localized(column.title)).join(t("paste.columnSeparator"))}
      </p>
      <Input.TextArea
        autoFocus
        aria-label={t("paste.title")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        autoSize={{ minRows: 5, maxRows: 12 }}
      />
    </Modal>
  );
}
