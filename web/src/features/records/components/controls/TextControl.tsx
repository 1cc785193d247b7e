import { Input } from "antd";

import { asText } from "../../model/values";
import { controlAttributes, type ControlProps } from "./types";

export function TextControl(props: ControlProps) {
  const { field, value, onChange, bare } = props;
  const attributes = controlAttributes(props);
  if (field.type === "long_text" && !bare) {
    return (
      <Input.TextArea
        {...attributes}
        autoSize={{ minRows: 2, maxRows: 10 }}
        value={asText(value)}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <Input
      {...attributes}
      autoComplete="off"
      value={asText(value)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
