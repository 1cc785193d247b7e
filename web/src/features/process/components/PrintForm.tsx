import {
  asText,
  FieldValue,
  levelOf,
  linesOf,
  type FieldDefinition,
  type FieldLevel,
  type ObjectTypeDefinition,
  type Values,
  Words,
} from "@/features/records";
import { localized } from "@/lib/i18n";

import styles from "./print.module.css";

/** An amount stands to the right, and neither it nor a date is broken. */
const CELLS: Record<string, string | undefined> = {
  money: styles.amount,
  decimal: styles.amount,
  integer: styles.amount,
  percent: styles.amount,
  date: styles.whole,
  datetime: styles.whole,
};

interface PrintFormProps {
  form: ObjectTypeDefinition;
  values: Values;
  rights: Readonly<Record<string, FieldLevel>>;
}

/** A form as a paper form: cells with labels, line items as a table; nothing that only a screen can do. */
export function PrintForm({ form, values, rights }: PrintFormProps) {
  const [chosen] = form.forms;
  const codes = chosen?.sections.flatMap(({ fields }) => fields) ?? form.fields.map(({ code }) => code);
  const shown = codes
    .map((code) => form.fields.find((field) => field.code === code))
    .filter((field): field is FieldDefinition => field !== undefined && levelOf(rights, field.code) !== "hidden");
  return (
    <div className={styles.form}>
      {shown.map((field) =>
        field.type === "line_items" ? (
          <Lines key={field.code} field={field} values={values} rights={rights} />
        ) : (
          <div key={field.code} className={field.type === "long_text" ? styles.wideCell : styles.cell}>
            <span className={styles.label}>{localized(field.title)}</span>
            <span className={styles.content}>
              <FieldValue field={field} value={values[field.code]} />
              {field.type === "money" && <Words amount={asText(values[field.code])} />}
            </span>
          </div>
        ),
      )}
    </div>
  );
}

function Lines({ field, values, rights }: { field: FieldDefinition } & Pick<PrintFormProps, "values" | "rights">) {
  const rows = linesOf(values[field.code]);
  const columns = (field.fields ?? []).filter(({ code }) => levelOf(rights, field.code, code) !== "hidden");
  return (
    <div className={styles.wideCell}>
      <table className={styles.lines}>
        <caption>{localized(field.title)}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.code} scope="col" className={CELLS[column.type]}>
                {localized(column.title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              {columns.map((column) => (
                <td key={column.code} className={CELLS[column.type]}>
                  <FieldValue field={column} value={row.values[column.code]} compact />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
