import { CopyOutlined, DeleteOutlined, EditOutlined } from "@ant-design/icons";
import { Button, Drawer } from "antd";
import { useTranslation } from "react-i18next";

import { localized } from "@/lib/i18n";

import { isNumeric, type FieldDefinition } from "../../model/definition";
import { summedFields } from "../../model/lines";
import { anchorOf } from "../../model/problems";
import { asReference, isEmpty, valueProblem, type Line } from "../../model/values";
import { Control } from "../controls/Control";
import { FieldValue } from "../FieldValue";
import { Since } from "../Since";
import formStyles from "../form.module.css";
import styles from "./lines.module.css";
import { Total, type LineTableProps } from "./LineTable";

interface LineCardsProps extends Omit<LineTableProps, "onPaste"> {
  /** The line that is open for editing, by its key. */
  openKey: string | null;
  onOpen: (key: string | null) => void;
}

/** Line items on the phone: one card each, opened in a sheet for editing. */
export function LineCards(props: LineCardsProps) {
  const { columns, lines, editable, actions, openKey, onOpen } = props;
  const { t } = useTranslation("records");
  const openIndex = lines.findIndex(({ key }) => key === openKey);
  const open = lines[openIndex];
  return (
    <>
      <ol className={styles.cards}>
        {lines.map((line, index) => (
          <LineCard key={line.key} {...props} line={line} index={index} onOpen={() => onOpen(line.key)} />
        ))}
      </ol>
      {lines.length === 0 && <p className={styles.emptyRow}>{t(editable ? "lines.emptyPhone" : "lines.empty")}</p>}
      {lines.length > 1 && (
        <dl className={styles.cardTotals}>
          {summedFields(columns).map((column) => (
            <div key={column.code}>
              <dt>{t("lines.totalOf", { column: localized(column.title) })}</dt>
              <dd>
                <Total column={column} lines={lines} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <Drawer
        open={open !== undefined}
        placement="bottom"
        size="90%"
        title={t("lines.lineTitle", { line: openIndex + 1 })}
        onClose={() => onOpen(null)}
        footer={
          <Button type="primary" size="large" block onClick={() => onOpen(null)}>
            {t("lines.done")}
          </Button>
        }
        extra={
          editable && (
            <Button
              type="text"
              icon={<CopyOutlined />}
              aria-label={t("lines.copyLine", { line: openIndex + 1 })}
              onClick={() => actions.copy(openIndex)}
            />
          )
        }
      >
        {open && <LineSheet {...props} line={open} index={openIndex} />}
      </Drawer>
    </>
  );
}

function heading(columns: readonly FieldDefinition[], line: Line): { column: FieldDefinition; value: unknown } | null {
  const column = columns.find(
    (one) => asReference(line.values[one.code]) !== null || one.type === "text" || one.type === "choice",
  );
  return column ? { column, value: line.values[column.code] } : null;
}

function LineCard({
  columns,
  line,
  index,
  editable,
  writes,
  markOf,
  isRemoved,
  messageFor,
  extra,
  actions,
  onOpen,
}: Omit<LineCardsProps, "onOpen"> & { line: Line; index: number; onOpen: () => void }) {
  const { t } = useTranslation("records");
  const head = heading(columns, line);
  const amount = columns.find(({ type }) => type === "money");
  const rest = columns.filter(
    (column) =>
      column !== head?.column &&
      column !== amount &&
      !(isEmpty(line.values[column.code]) && markOf(line, column.code) === null),
  );
  const bad = columns.some(
    (column) => valueProblem(column, line.values[column.code]) !== null || messageFor(index, column.code) !== "",
  );
  return (
    <li className={bad ? styles.cardBad : styles.card}>
      <div className={styles.cardHead}>
        <span className={styles.cardNumber}>{index + 1}</span>
        <strong className={styles.cardTitle}>
          {head && !isEmpty(head.value) ? (
            <FieldValue field={head.column} value={head.value} compact />
          ) : (
            t("list.untitled")
          )}
        </strong>
        {amount && (
          <span className={styles.cardAmount}>
            <FieldValue field={amount} value={line.values[amount.code]} compact />
            <Since field={amount} mark={markOf(line, amount.code)} />
          </span>
        )}
      </div>
      {isRemoved(line) && <div className={styles.gone}>{t("past.removed")}</div>}
      {head && <Since field={head.column} mark={markOf(line, head.column.code)} />}
      <dl className={styles.cardFields}>
        {rest.map((column) => (
          <div key={column.code}>
            <dt>{localized(column.title)}</dt>
            <dd className={isNumeric(column.type) ? "x-number" : undefined}>
              <FieldValue field={column} value={line.values[column.code]} compact />
              <Since field={column} mark={markOf(line, column.code)} />
            </dd>
          </div>
        ))}
        {extra && (
          <div>
            <dt>{extra.title}</dt>
            <dd>{extra.render(line, index)}</dd>
          </div>
        )}
      </dl>
      {bad && <div className={styles.error}>{t("lines.cardBad")}</div>}
      {(editable || columns.some(writes)) && (
        <div className={styles.cardActions}>
          <Button icon={<EditOutlined />} onClick={onOpen} aria-label={t("lines.editLine", { line: index + 1 })}>
            {t("lines.edit")}
          </Button>
          {editable && (
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t("lines.deleteLine", { line: index + 1 })}
              onClick={() => actions.remove(index)}
            />
          )}
        </div>
      )}
    </li>
  );
}

function LineSheet({
  field,
  columns,
  line,
  index,
  writes,
  messageFor,
  extra,
  actions,
}: LineCardsProps & { line: Line; index: number }) {
  const { t } = useTranslation("records");
  return (
    <div className={formStyles.grid} data-columns={1}>
      {columns.map((column) => {
        const id = anchorOf(field.code, index, column.code);
        const unreadable = valueProblem(column, line.values[column.code]);
        const message = unreadable ? t(`unreadable.${unreadable}`) : messageFor(index, column.code);
        const title = localized(column.title);
        return (
          <div key={column.code} className={formStyles.field}>
            <label className={formStyles.label} htmlFor={id}>
              {title}
              {column.required && writes(column) && <span className={formStyles.required}>*</span>}
            </label>
            {writes(column) ? (
              <Control
                field={column}
                value={line.values[column.code]}
                parent={field.code}
                id={id}
                label={title}
                invalid={message !== ""}
                describedBy={message === "" ? undefined : `${id}-error`}
                onChange={(next) => actions.set(index, column.code, next)}
              />
            ) : (
              <div className={formStyles.text}>
                <FieldValue field={column} value={line.values[column.code]} />
              </div>
            )}
            {message !== "" && (
              <div id={`${id}-error`} className={formStyles.error}>
                {message}
              </div>
            )}
          </div>
        );
      })}
      {extra && (
        <div className={formStyles.fieldRead}>
          <div className={formStyles.label}>{extra.title}</div>
          <div className={formStyles.text}>{extra.render(line, index)}</div>
        </div>
      )}
    </div>
  );
}
