import { Radio, Select } from "antd";

import { localized } from "@/lib/i18n";
import { useClearing } from "@/lib/use-clearing";

import { asText } from "../../model/values";
import { controlAttributes, type ControlProps } from "./types";

/** Few options lie open as radio buttons, more of them in a searchable list. */
export function ChoiceControl(props: ControlProps) {
  const clearing = useClearing();
  const { field, value, onChange, bare, label } = props;
  const options = (field.options ?? []).map((option) => ({ value: option.code, label: localized(option.title) }));
  const text = asText(value);
  const known = text === "" || options.some((option) => option.value === text);
  if (!bare && known && options.length <= 3) {
    return (
      <Radio.Group
        id={props.id}
        aria-label={label}
        options={options}
        value={text === "" ? undefined : text}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <Select<string>
      {...controlAttributes(props)}
      style={{ width: "100%" }}
      allowClear={!bare && clearing}
      showSearch={{ optionFilterProp: "label" }}
      popupMatchSelectWidth={false}
      options={options}
      value={text === "" ? undefined : text}
      onChange={(chosen) => onChange(chosen ?? null)}
    />
  );
}
