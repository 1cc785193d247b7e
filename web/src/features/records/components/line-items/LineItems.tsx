import { PlusOutlined, SnippetsOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { localized } from "@/lib/i18n";
import { useIsPhone } from "@/lib/use-media";

import { isFilledByServer, type FieldDefinition } from "../../model/definition";
import { anchorOf, messagesFor } from "../../model/problems";
import { asLines, isEmpty, type Line } from "../../model/values";
import { levelOf, useFormScene } from "../form-context";
import { LineCards } from "./LineCards";
import { LineTable } from "./LineTable";
import { PasteDialog } from "./PasteDialog";
import { PasteReport } from "./PasteReport";
import { QuotaCell } from "./QuotaCell";
import { useAvailability } from "./use-availability";
import { useLineActions } from "./use-line-actions";
import { usePaste } from "./use-paste";
import styles from "./lines.module.css";

/** Line items of a record: a sheet on the desktop, cards on the phone; totals and what is left of the quota. */
export function LineItems({ field, sole }: { field: FieldDefinition; sole: boolean }) {
  const { t } = useTranslation("records");
  const isPhone = useIsPhone();
  const scene = useFormScene();
  const { rights, editable, values, problems, marks, onChange } = scene;
  const [pasting, setPasting] = useState(false);
  const [openKey, setOpenKey] = useState<string | null>(null);

  const lines = asLines(values[field.code]);
  const mayEdit = editable && levelOf(rights, field.code) === "edit";
  const visible = (field.fields ?? []).filter((column) => levelOf(rights, field.code, column.code) !== "hidden");
  // An activity may open single columns of rows that stay as they are.
  const writes = (column: FieldDefinition): boolean =>
    editable && levelOf(rights, field.code, column.code) === "edit" && !isFilledByServer(column);
  const says = ({ code }: FieldDefinition): boolean =>
    lines.some(({ id, values: row }) => !isEmpty(row[code]) || marks?.of(field.code, id, code) != null);
  // For reading, a column in which no line says anything only takes room.
  const columns = mayEdit ? visible : visible.filter((column) => writes(column) || says(column));
  const added = marks?.added(field.code) ?? 0;
  const actions = useLineActions(field, lines, onChange);
  const paste = usePaste(field, columns, lines, actions);
  const availability = useAvailability(field, lines, scene, mayEdit);
  const messages = [...messagesFor(problems, field.code), ...wholeLineMessages(problems, field.code, t)];

  const shared = {
    field,
    columns,
    lines,
    writes,
    editable: mayEdit,
    actions,
    markOf: (line: Line, column: string) =>
      line.id === undefined ? null : (marks?.of(field.code, line.id, column) ?? null),
    isRemoved: (line: Line) => marks?.isRemoved(field.code, line.id) ?? false,
    messageFor: (line: number, column: string) => messagesFor(problems, field.code, line, column).join(" "),
    extra: availability && {
      title: t("quota.title"),
      render: (line: Line) => <QuotaCell quota={availability.of(line)} />,
    },
  };
  return (
    <div className={styles.lines} id={anchorOf(field.code)} tabIndex={-1}>
      <div className={styles.linesHeader}>
        <h3 className={sole ? styles.soleTitle : styles.linesTitle}>
          {localized(field.title)}
          <span className={styles.count}>{t("lines.count", { count: lines.length })}</span>
        </h3>
        {mayEdit && !isPhone && <span className={styles.hint}>{t("lines.pasteHint")}</span>}
      </div>
      {messages.length > 0 && (
        <div className={styles.error} role="alert">
          {messages.map((message) => (
            <div key={message}>{message}</div>
          ))}
        </div>
      )}
      {isPhone ? (
        <LineCards {...shared} openKey={openKey} onOpen={setOpenKey} />
      ) : (
        <LineTable {...shared} onPaste={(text, row, column) => void paste.paste(text, row, column)} />
      )}
      {added > 0 && <p className={styles.added}>{t("past.added", { count: added })}</p>}
      {mayEdit && (
        <div className={styles.buttons}>
          <Button
            icon={<PlusOutlined />}
            // On the phone a new line is filled in its sheet at once; an empty card says nothing.
            onClick={() => {
              const key = actions.add();
              if (isPhone) setOpenKey(key);
            }}
            {...(isPhone ? { block: true, size: "large" } : {})}
          >
            {t("lines.add")}
          </Button>
          {!isPhone && (
            <Button type="text" icon={<SnippetsOutlined />} onClick={() => setPasting(true)}>
              {t("lines.pasteButton")}
            </Button>
          )}
        </div>
      )}
      <PasteReport report={paste.report} onUndo={paste.undo} onClose={paste.close} />
      <PasteDialog
        open={pasting}
        columns={columns.filter(writes)}
        onClose={() => setPasting(false)}
        onPaste={(text) => {
          setPasting(false);
          void paste.paste(text, lines.length, 0);
        }}
      />
    </div>
  );
}

type Problems = ReturnType<typeof useFormScene>["problems"];

/** Errors of a line as a whole stand above the table with its number. */
function wholeLineMessages(
  problems: Problems,
  code: string,
  t: (key: string, options: Record<string, unknown>) => string,
): string[] {
  return problems
    .filter(({ top, line, column }) => top === code && line !== undefined && column === undefined)
    .map(({ line, detail }) => t("lines.lineError", { line: (line ?? 0) + 1, detail }));
}
