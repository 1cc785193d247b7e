import { ArrowRightOutlined } from "@ant-design/icons";
import { Select } from "antd";
import { useTranslation } from "react-i18next";

import type { Schemas } from "@/lib/client";
import { useClearing } from "@/lib/use-clearing";

import type { Mapping } from "../api/definitions";
import styles from "./definitions.module.css";

interface MappingTableProps {
  answer: Schemas["MappingOut"];
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

/** Each activity of the old version beside the one it becomes; only those of the same kind can be chosen. */
export function MappingTable({ answer, mapping, onChange }: MappingTableProps) {
  const { t } = useTranslation("process-definitions");
  const clearing = useClearing();
  return (
    <ul className={styles.mapping}>
      {answer.activities.map((activity) => {
        const target = mapping[activity.id];
        const options = answer.targets
          .filter((one) => one.type === activity.type)
          .map((one) => ({ value: one.id, label: one.name }));
        return (
          <li key={activity.id}>
            <span title={activity.id}>{activity.name}</span>
            <ArrowRightOutlined aria-hidden className="x-muted" />
            <Select
              value={target}
              options={options}
              showSearch={{ optionFilterProp: "label" }}
              allowClear={clearing}
              status={target === undefined ? "warning" : undefined}
              placeholder={t("migrate.noTarget")}
              aria-label={t("migrate.target", { name: activity.name })}
              onChange={(value: string | undefined) => onChange(changed(mapping, activity.id, value))}
            />
          </li>
        );
      })}
    </ul>
  );
}

function changed(mapping: Mapping, activity: string, target: string | undefined): Mapping {
  const rest = Object.entries(mapping).filter(([source]) => source !== activity);
  return Object.fromEntries(target === undefined ? rest : [...rest, [activity, target]]);
}
