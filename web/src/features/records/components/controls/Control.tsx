import type { ReactNode } from "react";

import type { FieldType } from "../../model/definition";
import { AttachmentControl } from "./AttachmentControl";
import { BooleanControl } from "./BooleanControl";
import { ChoiceControl } from "./ChoiceControl";
import { DateControl } from "./DateControl";
import { LookupControl } from "./LookupControl";
import { NodeControl } from "./NodeControl";
import { NumberControl } from "./NumberControl";
import { PersonControl } from "./PersonControl";
import { TextControl } from "./TextControl";
import type { ControlProps } from "./types";

const CONTROLS: Partial<Record<FieldType, (props: ControlProps) => ReactNode>> = {
  integer: NumberControl,
  decimal: NumberControl,
  money: NumberControl,
  percent: NumberControl,
  boolean: BooleanControl,
  choice: ChoiceControl,
  date: DateControl,
  datetime: DateControl,
  person: PersonControl,
  node: NodeControl,
  lookup: LookupControl,
  attachment: AttachmentControl,
};

/** The control of a field's type; an unknown type is typed as text. */
export function Control(props: ControlProps) {
  const Chosen = CONTROLS[props.field.type] ?? TextControl;
  return <Chosen {...props} />;
}
