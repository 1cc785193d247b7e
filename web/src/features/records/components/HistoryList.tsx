import { useQuery } from "@tanstack/react-query";
import { Button, Timeline } from "antd";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { formatDateTime } from "@/lib/format";
import { localized } from "@/lib/i18n";

import { historyQuery } from "../api/records";
import type { FieldDefinition, ObjectTypeDefinition } from "../model/definition";
import type { HistoryRow } from "../model/record";
import { systemFields } from "../model/system-fields";
import { FieldValue } from "./FieldValue";
import styles from "./detail.module.css";

/** Who changed what, from what to what; fields that I may not see are not in the answer. */
export function HistoryList({ definition, recordId }: { definition: ObjectTypeDefinition; recordId: string }) {
  const { t } = useTranslation("records");
  const history = useQuery(historyQuery(definition.code, recordId));
  if (history.isLoadingError) return <ErrorState error={history.error} onRetry={() => void history.refetch()} />;
  if (!history.data) return <ListSkeleton rows={3} />;
  if (history.data.length === 0) return <p className={styles.muted}>{t("history.none")}</p>;
  const fields = [...definition.fields, ...systemFields()];
  return (
    <Timeline
      className={styles.history}
      items={history.data.map((row, index) => ({ key: index, content: <Change row={row} fields={fields} /> }))}
    />
  );
}

/** A field that the definition no longer has is shown as text. */
function plainField({ field, title }: HistoryRow["changes"][number]): FieldDefinition {
  return { code: field, type: "text", title };
}

function Change({ row, fields }: { row: HistoryRow; fields: readonly FieldDefinition[] }) {
  const { t } = useTranslation("records");
  return (
    <>
      <div>
        <strong>{row.person.name}</strong> {t(`history.${row.kind}`, { defaultValue: row.kind })}{" "}
        <time className={styles.muted}>{formatDateTime(row.at)}</time>
      </div>
      {row.changes.map((change) => {
        const field = fields.find(({ code }) => code === change.field) ?? plainField(change);
        return (
          <div key={change.field} className={styles.change}>
            <span className={styles.muted}>{localized(change.title)}</span>
            {field.type === "line_items" && lengthOf(change.from) === lengthOf(change.to) ? (
              <span>{t("history.linesChanged", { count: lengthOf(change.to) })}</span>
            ) : (
              <>
                <Side field={field} value={change.from} />
                <span aria-label={t("history.to")}>→</span>
                <Side field={field} value={change.to} />
              </>
            )}
          </div>
        );
      })}
    </>
  );
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function Side({ field, value }: { field: FieldDefinition; value: unknown }) {
  const { t } = useTranslation("records");
  if (field.type === "line_items") return <span>{t("lines.count", { count: lengthOf(value) })}</span>;
  return (
    <span>
      <FieldValue field={field} value={value} />
    </span>
  );
}

/** History is asked for only by those who want it. */
export function HistoryToggle({ open, onToggle }: { open: boolean; onToggle: () => void }) {
  const { t } = useTranslation("records");
  return (
    <Button type="link" aria-expanded={open} onClick={onToggle}>
      {t(open ? "history.hide" : "history.show")}
    </Button>
  );
}
