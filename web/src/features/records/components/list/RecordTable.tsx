import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { StatusTag } from "@/components/work";
import { localized } from "@/lib/i18n";

import { isNumeric, type FieldDefinition } from "../../model/definition";
import type { RecordDocument } from "../../model/record";
import { columnValue } from "../../model/system-fields";
import { isEmpty } from "../../model/values";
import { FieldValue } from "../FieldValue";
import { ResizableHeader } from "./ResizableHeader";
import styles from "./list.module.css";

interface RecordTableProps {
  caption: string;
  objectType: string;
  titleField: string;
  fields: readonly FieldDefinition[];
  records: readonly RecordDocument[];
  sort: string;
  widths: Readonly<Record<string, number>>;
  stale: boolean;
  selected: number;
  onSort: (code: string) => void;
  onResize: (code: string, width: number) => void;
}

const UNSORTED = new Set(["person", "node", "lookup", "line_items", "attachment", "long_text"]);
const TITLE_WIDTH = 220;
const OTHER_WIDTH = 150;
const WIDTHS: Partial<Record<FieldDefinition["type"], number>> = {
  money: 122,
  decimal: 110,
  integer: 90,
  percent: 90,
  date: 106,
  datetime: 150,
  boolean: 80,
  person: 100,
  choice: 110,
  serial_number: 150,
};

/** The list on the desktop: sorted by a click on a heading, columns as wide as the person made them. */
export function RecordTable(props: RecordTableProps) {
  const { objectType, titleField, fields, records, sort, widths, stale, selected, onSort, onResize } = props;
  const navigate = useNavigate();
  const sortedBy = sort.split(",")[0] ?? "";
  const linked = fields[0]?.code;
  const widthOf = (field: FieldDefinition): number =>
    widths[field.code] ?? (field.code === titleField ? TITLE_WIDTH : (WIDTHS[field.type] ?? OTHER_WIDTH));

  return (
    <div className={styles.scroller} tabIndex={0} role="region" aria-label={props.caption}>
      <table
        className={styles.table}
        data-stale={stale}
        style={{ width: fields.reduce((sum, field) => sum + widthOf(field), 0) }}
      >
        <caption className="x-visually-hidden">{props.caption}</caption>
        <colgroup>
          {fields.map((field) => (
            <col key={field.code} style={{ width: widthOf(field) }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {fields.map((field) => (
              <ResizableHeader
                key={field.code}
                title={localized(field.title)}
                numeric={isNumeric(field.type)}
                width={widthOf(field)}
                order={sortedBy === field.code ? "ascending" : sortedBy === `-${field.code}` ? "descending" : undefined}
                onSort={UNSORTED.has(field.type) ? undefined : () => onSort(field.code)}
                onResize={(width) => onResize(field.code, width)}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {records.map((record, index) => (
            <tr
              key={record.id}
              data-row={index}
              aria-selected={selected === index}
              onClick={(event) => {
                if ((event.target as HTMLElement).closest("a, button") || window.getSelection()?.toString()) return;
                void navigate({ to: "/records/$objectType/$id", params: { objectType, id: record.id } });
              }}
            >
              {fields.map((field) => (
                <td key={field.code} data-numeric={isNumeric(field.type)}>
                  {field.code === linked ? (
                    <TitleLink objectType={objectType} field={field} record={record} />
                  ) : (
                    <Cell field={field} record={record} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TitleLink({
  objectType,
  field,
  record,
}: {
  objectType: string;
  field: FieldDefinition;
  record: RecordDocument;
}) {
  const { t } = useTranslation("records");
  const empty = isEmpty(columnValue(record, field.code));
  return (
    <Link to="/records/$objectType/$id" params={{ objectType, id: record.id }}>
      {empty ? t("list.untitled") : <Cell field={field} record={record} />}
    </Link>
  );
}

export function Cell({ field, record }: { field: FieldDefinition; record: RecordDocument }) {
  if (field.code === "status") return <StatusTag status={record.status} />;
  return <FieldValue field={field} value={columnValue(record, field.code)} compact />;
}
