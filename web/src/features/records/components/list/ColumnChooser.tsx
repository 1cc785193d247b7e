import { ArrowDownOutlined, ArrowUpOutlined, SettingOutlined } from "@ant-design/icons";
import { Button, Checkbox, Popover } from "antd";
import { useTranslation } from "react-i18next";

import { localized } from "@/lib/i18n";

import type { FieldDefinition } from "../../model/definition";
import styles from "./list.module.css";

interface ColumnChooserProps {
  fields: readonly FieldDefinition[];
  columns: readonly string[];
  onChange: (columns: string[]) => void;
  onReset: () => void;
}

/** Which columns, in which order; remembered for this person. */
export function ColumnChooser({ fields, columns, onChange, onReset }: ColumnChooserProps) {
  const { t } = useTranslation("records");
  const shown = columns.flatMap((code) => fields.find((field) => field.code === code) ?? []);
  const others = fields.filter((field) => !columns.includes(field.code));

  const move = (index: number, step: number): void => {
    const next = [...columns];
    const [moved] = next.splice(index, 1);
    if (moved !== undefined) next.splice(index + step, 0, moved);
    onChange(next);
  };

  const content = (
    <div className={styles.chooser}>
      <ul>
        {shown.map((field, index) => {
          const title = localized(field.title);
          return (
            <li key={field.code}>
              <Checkbox
                checked
                disabled={columns.length === 1}
                onChange={() => onChange(columns.filter((code) => code !== field.code))}
              >
                {title}
              </Checkbox>
              <Button
                type="text"
                size="small"
                icon={<ArrowUpOutlined />}
                disabled={index === 0}
                aria-label={t("columns.up", { title })}
                onClick={() => move(index, -1)}
              />
              <Button
                type="text"
                size="small"
                icon={<ArrowDownOutlined />}
                disabled={index === shown.length - 1}
                aria-label={t("columns.down", { title })}
                onClick={() => move(index, 1)}
              />
            </li>
          );
        })}
        {others.map((field) => (
          <li key={field.code}>
            <Checkbox checked={false} onChange={() => onChange([...columns, field.code])}>
              {localized(field.title)}
            </Checkbox>
          </li>
        ))}
      </ul>
      <Button size="small" onClick={onReset}>
        {t("columns.reset")}
      </Button>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={content} title={t("columns.title")}>
      <Button icon={<SettingOutlined />}>{t("columns.button")}</Button>
    </Popover>
  );
}
