import type { FieldDefinition } from "../../model/definition";

/** What every control gets; `id` ties it to its label, `describedBy` to help and error. */
export interface ControlProps {
  field: FieldDefinition;
  value: unknown;
  onChange: (value: unknown) => void;
  id: string;
  label: string;
  invalid: boolean;
  describedBy?: string | undefined;
  /** In a cell of line items: no frame, the cell is the frame. */
  bare?: boolean;
  /** "lines" when the control stands in line items: lookups ask for the column by its full name. */
  parent?: string | undefined;
}

/** Attributes that tie an antd control to its field. */
export function controlAttributes({ id, label, invalid, describedBy, bare }: ControlProps) {
  return {
    id,
    "aria-invalid": invalid || undefined,
    "aria-describedby": describedBy,
    "aria-label": label,
    ...(bare ? { variant: "borderless" as const } : {}),
    ...(invalid ? { status: "error" as const } : {}),
  };
}
