import { DatePicker, Input } from "antd";
import dayjs from "dayjs";

import { asText, valueProblem } from "../../model/values";
import { controlAttributes, type ControlProps } from "./types";

const DATE = "YYYY-MM-DD";
const DATE_TIME = "YYYY-MM-DD HH:mm";
/** Forms of a date that people type; the first one is shown. */
const TYPED = [DATE, "YYYY/M/D", "YYYY-M-D", "YYYY.M.D", "YYYYMMDD"];

export function DateControl(props: ControlProps) {
  const { field, value, onChange } = props;
  const attributes = controlAttributes(props);
  const text = asText(value);
  // A pasted text that is no date stays visible until the person mends it.
  if (valueProblem(field, value) !== null) {
    return <Input {...attributes} autoComplete="off" value={text} onChange={(event) => onChange(event.target.value)} />;
  }
  const withTime = field.type === "datetime";
  return (
    <DatePicker
      {...attributes}
      style={{ width: "100%" }}
      {...(props.bare ? { placeholder: "" } : {})}
      showTime={withTime ? { format: "HH:mm" } : false}
      needConfirm={false}
      format={withTime ? DATE_TIME : TYPED}
      value={text === "" ? null : dayjs(text)}
      onChange={(moment) => onChange(moment ? (withTime ? moment.toISOString() : moment.format(DATE)) : null)}
    />
  );
}
