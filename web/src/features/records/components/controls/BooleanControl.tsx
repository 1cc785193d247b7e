import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";

import type { ControlProps } from "./types";

export function BooleanControl({ value, onChange, id, label, bare, describedBy }: ControlProps) {
  const { t } = useTranslation("records");
  return (
    <Checkbox
      id={id}
      checked={value === true}
      onChange={(event) => onChange(event.target.checked)}
      {...(bare ? { "aria-label": label } : {})}
      {...(describedBy === undefined ? {} : { "aria-describedby": describedBy })}
    >
      {bare ? null : t("field.yes")}
    </Checkbox>
  );
}
