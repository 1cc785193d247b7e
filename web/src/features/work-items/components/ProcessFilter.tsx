import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { useObjectTypes } from "@/lib/data";
import { localized } from "@/lib/i18n";
import { useClearing } from "@/lib/use-clearing";

/** Narrows a list to one process; not shown when there is nothing to choose. */
export function ProcessFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (process: string | undefined) => void;
}) {
  const { t } = useTranslation("work-items");
  const clearing = useClearing();
  const types = (useObjectTypes().data ?? []).filter((type) => type.process != null);
  if (types.length < 2 && value === undefined) return null;
  return (
    <Select
      aria-label={t("process")}
      placeholder={t("process")}
      allowClear={clearing}
      style={{ minWidth: 140 }}
      value={value}
      onChange={(process: string | undefined) => onChange(process)}
      options={types.map((type) => ({ value: type.process ?? "", label: localized(type.title) }))}
    />
  );
}
