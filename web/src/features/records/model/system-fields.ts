import { i18next } from "@/lib/i18n";

import type { FieldDefinition } from "./definition";
import type { RecordDocument } from "./record";

const STATUSES = [
  "draft",
  "running",
  "approved",
  "rejected",
  "withdrawn",
  "terminated",
  "paid",
  "returned",
  "active",
] as const;

/** What every record has besides its own fields, as columns and filters of a list. */
export function systemFields(): FieldDefinition[] {
  const title = (code: string) => i18next.t(`records:system.${code}`);
  return [
    {
      code: "status",
      type: "choice",
      title: title("status"),
      options: STATUSES.map((code) => ({ code, title: i18next.t(`common:status.${code}`) })),
    },
    { code: "owner", type: "person", title: title("owner") },
    { code: "node", type: "node", title: title("node") },
    { code: "unit", type: "node", title: title("unit") },
    { code: "created_at", type: "datetime", title: title("created_at") },
    { code: "updated_at", type: "datetime", title: title("updated_at") },
  ];
}

/** The value of a column: of the record itself or of one of its fields. */
export function columnValue(record: RecordDocument, code: string): unknown {
  switch (code) {
    case "status":
    case "created_at":
    case "updated_at":
      return record[code];
    case "owner":
    case "node":
    case "unit": {
      const named = record[code];
      return named ? { id: named.id, title: named.name } : null;
    }
    default:
      return record.values[code];
  }
}
