import type { LocalizedText } from "@/lib/i18n";

import type { FieldLevel } from "./definition";
import type { Values } from "./values";

export interface Named {
  id: string;
  name: string;
}

/** A record as the API gives it, narrowed to what I may see. */
export interface RecordDocument {
  id: string;
  version: number;
  object_type: string;
  status: string;
  title?: unknown;
  serial_number?: string | null;
  owner?: Named | null;
  node?: Named | null;
  unit?: Named | null;
  created_at: string;
  updated_at: string;
  process_instance_id?: string | null;
  values: Values;
  rights?: { operations: string[]; fields: Record<string, FieldLevel> };
}

export interface HistoryRow {
  version: number;
  at: string;
  person: { id: string | null; name: string };
  kind: string;
  changes: { field: string; title: LocalizedText; from: unknown; to: unknown }[];
}

/** A background job such as an export: "queued", "running", "done" or "failed". */
export interface Job {
  id: string;
  status: string;
  progress: { done: number; total: number | null };
  file: { name: string; size: number } | null;
  failure: string | null;
}
