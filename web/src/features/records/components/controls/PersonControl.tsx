import { PeoplePicker } from "@/components/people";

import { asReference } from "../../model/values";
import type { ControlProps } from "./types";

export function PersonControl({ value, onChange, id, label, invalid }: ControlProps) {
  const current = asReference(value);
  return (
    <PeoplePicker
      id={id}
      label={label}
      value={current === null ? [] : [{ id: current.id, name: current.title }]}
      onChange={([person]) => onChange(person ? { id: person.id, title: person.name } : null)}
      {...(invalid ? { status: "error" as const } : {})}
    />
  );
}
