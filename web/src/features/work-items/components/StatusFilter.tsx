import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { INSTANCE_STATUSES, type InstanceStatus } from "@/lib/data";
import { useClearing } from "@/lib/use-clearing";

interface StatusFilterProps {
  value: InstanceStatus | undefined;
  onChange: (status: InstanceStatus | undefined) => void;
}

/** Narrows a list to what is under way, what came back, what is over. */
export function StatusFilter({ value, onChange }: StatusFilterProps) {
  const { t } = useTranslation("work-items");
  const clearing = useClearing();
  return (
    <Select
      aria-label={t("columns.status")}
      placeholder={t("columns.status")}
      allowClear={clearing}
      style={{ minWidth: 110 }}
      value={value}
      onChange={(status: InstanceStatus | undefined) => onChange(status)}
      options={INSTANCE_STATUSES.map((status) => ({ value: status, label: t(`common:status.${status}`) }))}
    />
  );
}
