import { CloseOutlined, FilterOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { FieldDefinition, FieldLevel, FilterCondition } from "../../model/definition";
import { conditionSentence } from "../../model/filter-sentence";
import { FormSceneProvider } from "../form-context";
import { ConditionEditor } from "./ConditionEditor";
import styles from "./list.module.css";

interface FilterBarProps {
  objectType: string;
  fields: readonly FieldDefinition[];
  rights: Readonly<Record<string, FieldLevel>>;
  conditions: readonly FilterCondition[];
  onChange: (conditions: FilterCondition[]) => void;
}

/** The conditions as readable chips: a click changes one, the cross removes it, one click clears all. */
export function FilterBar({ objectType, fields, rights, conditions, onChange }: FilterBarProps) {
  const { t } = useTranslation("records");
  const [open, setOpen] = useState<number | "new" | null>(null);
  const scene = {
    objectType,
    recordId: null,
    rights,
    editable: true,
    values: {},
    ledgers: [],
    inWords: false,
    problems: [],
    onChange: () => undefined,
  };

  const put = (index: number, condition: FilterCondition): void => {
    const next = [...conditions];
    next[index] = condition;
    onChange(next);
    setOpen(null);
  };

  return (
    <FormSceneProvider value={scene}>
      <div className={styles.filters} role="group" aria-label={t("filter.title")}>
        {conditions.map((condition, index) => (
          <span key={index} className={styles.chip}>
            <Popover
              trigger="click"
              open={open === index}
              onOpenChange={(opened) => setOpen(opened ? index : null)}
              destroyOnHidden
              content={<ConditionEditor fields={fields} condition={condition} onApply={(next) => put(index, next)} />}
            >
              <button type="button" className={styles.chipText}>
                {conditionSentence(condition, fields)}
              </button>
            </Popover>
            <button
              type="button"
              className={styles.chipRemove}
              aria-label={t("filter.remove", { sentence: conditionSentence(condition, fields) })}
              onClick={() => onChange(conditions.filter((_, position) => position !== index))}
            >
              <CloseOutlined aria-hidden />
            </button>
          </span>
        ))}
        <Popover
          trigger="click"
          open={open === "new"}
          onOpenChange={(opened) => setOpen(opened ? "new" : null)}
          destroyOnHidden
          content={
            <ConditionEditor fields={fields} condition={null} onApply={(next) => put(conditions.length, next)} />
          }
        >
          <Button type="text" size="small" icon={conditions.length === 0 ? <FilterOutlined /> : <PlusOutlined />}>
            {t("filter.add")}
          </Button>
        </Popover>
        {conditions.length > 0 && (
          <Button type="link" size="small" onClick={() => onChange([])}>
            {t("filter.clear")}
          </Button>
        )}
      </div>
    </FormSceneProvider>
  );
}
