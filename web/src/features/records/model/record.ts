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
  at: string;
  actor?: string | Named | null;
  action: string;
  changes?: { field: string; before: unknown; after: unknown }[];
  version?: number;
}

/** A background job such as an export: "queued", "running", "done" or "failed". */
export interface Job {
  id: string;
  status: string;
  done: number;
  total: number | null;
  file_name: string;
  failure?: string | null;
}
