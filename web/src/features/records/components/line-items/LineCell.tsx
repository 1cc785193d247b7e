import { Tooltip } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { localized } from "@/lib/i18n";

import { isFilledByServer, isNumeric, type FieldDefinition } from "../../model/definition";
import { anchorOf } from "../../model/problems";
import { valueProblem } from "../../model/values";
import { Control } from "../controls/Control";
import { FieldValue } from "../FieldValue";
import styles from "./lines.module.css";

interface LineCellProps {
  parent: string;
  field: FieldDefinition;
  value: unknown;
  line: number;
  writes: boolean;
  message: string;
  onSet: (line: number, code: string, value: unknown) => void;
}

/** One cell of the table: a frameless control, or text when it may only be read. */
export const LineCell = memo(function LineCell({ parent, field, value, line, writes, message, onSet }: LineCellProps) {
  const { t } = useTranslation("records");
  const title = localized(field.title);
  if (!writes || isFilledByServer(field)) {
    return (
      <div className={isNumeric(field.type) ? styles.readNumber : styles.readText}>
        <FieldValue field={field} value={value} compact />
      </div>
    );
  }
  const unreadable = valueProblem(field, value);
  const said = unreadable ? t(`unreadable.${unreadable}`) : message;
  const id = anchorOf(parent, line, field.code);
  // The tree stays the same with and without a message: otherwise the input would lose the focus while one types.
  return (
    <Tooltip title={said} placement="bottom">
      <div className={said === "" ? styles.cell : styles.badCell} data-numeric={isNumeric(field.type)}>
        <Control
          field={field}
          value={value}
          parent={parent}
          bare
          id={id}
          label={t("lines.cellLabel", { line: line + 1, column: title })}
          invalid={said !== ""}
          describedBy={said === "" ? undefined : `${id}-error`}
          onChange={(next) => onSet(line, field.code, next)}
        />
        {said !== "" && (
          <span id={`${id}-error`} className="x-visually-hidden">
            {said}
          </span>
        )}
      </div>
    </Tooltip>
  );
});
