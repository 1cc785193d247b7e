import { CopyOutlined, DeleteOutlined, HolderOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { memo, useState, type ClipboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { formatDecimal, formatMoney } from "@/lib/format";
import { localized } from "@/lib/i18n";

import { isNumeric, scaleOf, type FieldDefinition } from "../../model/definition";
import { summedFields, totalOf } from "../../model/lines";
import type { Mark } from "../../model/marks";
import { looksLikeTable } from "../../model/paste";
import type { Line } from "../../model/values";
import { handleGridKey, placeOf } from "./grid-keys";
import { Since } from "../Since";
import { LineCell } from "./LineCell";
import styles from "./lines.module.css";
import type { LineActions } from "./use-line-actions";

export interface LineTableProps {
  field: FieldDefinition;
  columns: readonly FieldDefinition[];
  lines: readonly Line[];
  writes: (column: FieldDefinition) => boolean;
  /** True when lines may be added, moved and deleted. */
  editable: boolean;
  /** On a form of the past: what a cell has become since, and whether the row is gone. */
  markOf: (line: Line, column: string) => Mark | null;
  isRemoved: (line: Line) => boolean;
  messageFor: (line: number, column: string) => string;
  /** An extra column at the end, such as the remaining quota. */
  extra?: { title: string; render: (line: Line, index: number) => ReactNode } | undefined;
  actions: LineActions;
  onPaste: (text: string, row: number, column: number) => void;
}

/** Line items as an editable sheet. */
export function LineTable(props: LineTableProps) {
  const { field, columns, lines, editable, extra, actions, onPaste } = props;
  const { t } = useTranslation("records");
  const [dragged, setDragged] = useState<number | null>(null);

  const paste = (event: ClipboardEvent<HTMLElement>): void => {
    const text = event.clipboardData.getData("text/plain");
    const place = placeOf(event.target);
    if (!editable || !place || event.clipboardData.files.length > 0 || !looksLikeTable(text)) return;
    event.preventDefault();
    event.stopPropagation();
    onPaste(text, place.row, place.column);
  };

  return (
    <div className={styles.scroller} role="group" aria-label={localized(field.title)} tabIndex={editable ? -1 : 0}>
      <table
        className={editable ? styles.sheet : styles.sheetRead}
        onPasteCapture={paste}
        onKeyDownCapture={(event) =>
          handleGridKey(event, lines.length, { add: () => actions.add(), move: actions.move })
        }
      >
        <thead>
          <tr>
            <th scope="col" className={styles.numberColumn}>
              <span className="x-visually-hidden">{t("lines.number")}</span>
            </th>
            {columns.map((column) => (
              <th
                key={column.code}
                scope="col"
                className={styles[`type_${column.type}`]}
                data-numeric={isNumeric(column.type)}
              >
                {localized(column.title)}
                {column.required && props.writes(column) && (
                  <span className={styles.required} aria-hidden>
                    *
                  </span>
                )}
              </th>
            ))}
            {extra && (
              <th scope="col" className={styles.extraColumn} data-numeric>
                {extra.title}
              </th>
            )}
            {editable && (
              <th scope="col" className={styles.actionsColumn}>
                <span className="x-visually-hidden">{t("lines.actions")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <LineRow
              key={line.key}
              {...props}
              line={line}
              index={index}
              extraCell={extra?.render(line, index)}
              isDragged={dragged === index}
              onDragStart={() => setDragged(index)}
              onDragOver={() => {
                if (dragged === null || dragged === index) return;
                actions.move(dragged, index);
                setDragged(index);
              }}
              onDragEnd={() => setDragged(null)}
            />
          ))}
          {lines.length === 0 && (
            <tr>
              <td className={styles.emptyRow} colSpan={columns.length + 1 + (extra ? 1 : 0) + (editable ? 1 : 0)}>
                {t(editable ? "lines.emptyEditable" : "lines.empty")}
              </td>
            </tr>
          )}
        </tbody>
        {lines.length > 0 && summedFields(columns).length > 0 && (
          <tfoot>
            <tr>
              <th scope="row" className={styles.totalLabel}>
                <span>{t("lines.total")}</span>
              </th>
              {columns.map((column) => (
                <td key={column.code} data-numeric={isNumeric(column.type)}>
                  <Total column={column} lines={lines} />
                </td>
              ))}
              {extra && <td />}
              {editable && <td />}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

export function Total({ column, lines }: { column: FieldDefinition; lines: readonly Line[] }) {
  if (!summedFields([column]).length) return null;
  const total = totalOf(lines, column);
  return <>{column.type === "money" ? formatMoney(total) : formatDecimal(total, scaleOf(column))}</>;
}

interface LineRowProps extends LineTableProps {
  line: Line;
  index: number;
  extraCell: ReactNode;
  isDragged: boolean;
  onDragStart: () => void;
  onDragOver: () => void;
  onDragEnd: () => void;
}

const LineRow = memo(function LineRow(props: LineRowProps) {
  const { field, columns, line, index, writes, editable, messageFor, extra, extraCell, actions, isDragged } = props;
  const { t } = useTranslation("records");
  const number = index + 1;
  return (
    <tr
      className={isDragged ? styles.dragged : props.isRemoved(line) ? styles.removed : undefined}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        props.onDragOver();
      }}
    >
      <td className={styles.numberColumn}>
        {editable ? (
          <span
            className={styles.handle}
            draggable
            title={t("lines.drag")}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = "move";
              event.dataTransfer.setData("text/plain", String(number));
              props.onDragStart();
            }}
            onDragEnd={props.onDragEnd}
          >
            <HolderOutlined aria-hidden />
            {number}
          </span>
        ) : (
          number
        )}
        {props.isRemoved(line) && <div className={styles.gone}>{t("past.removed")}</div>}
      </td>
      {columns.map((column, position) => {
        return (
          <td key={column.code} data-row={index} data-column={position} data-numeric={isNumeric(column.type)}>
            <LineCell
              parent={field.code}
              field={column}
              value={line.values[column.code]}
              line={index}
              writes={writes(column)}
              message={messageFor(index, column.code)}
              onSet={actions.set}
            />
            <Since field={column} mark={props.markOf(line, column.code)} />
          </td>
        );
      })}
      {extra && (
        <td className={styles.extraCell} data-numeric>
          {extraCell}
        </td>
      )}
      {editable && (
        <td className={styles.actionsColumn}>
          <Tooltip title={t("lines.copy")}>
            <Button
              type="text"
              size="small"
              icon={<CopyOutlined />}
              aria-label={t("lines.copyLine", { line: number })}
              onClick={() => actions.copy(index)}
            />
          </Tooltip>
          <Tooltip title={t("lines.delete")}>
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t("lines.deleteLine", { line: number })}
              onClick={() => actions.remove(index)}
            />
          </Tooltip>
        </td>
      )}
    </tr>
  );
});
