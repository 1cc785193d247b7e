/** What a task shows beside its form, by the authority of its process. */
import type { FieldLevel, ObjectTypeDefinition, RecordDocument } from "@/features/records";

export interface Regulation {
  title: string;
  paragraphs: string[];
  document: string[];
}

export interface Figure {
  title: string;
  type: string;
  rows: { title: string; value: string | null }[];
  /** Not of now, but of the instant at which the task was handled. */
  at: string | null;
}

export type RelatedRow = Pick<RecordDocument, "id" | "version" | "status" | "created_at" | "values">;

export interface Related {
  index: number;
  title: string;
  object_type: string;
  items: RelatedRow[];
  form: ObjectTypeDefinition;
  field_rights: Record<string, FieldLevel>;
}

export interface RelatedRecord extends Omit<Related, "items"> {
  record: RecordDocument;
}

/** The titles of what stands beside a task, as its item tells them before the rest is read. */
export interface AnnouncedGuidance {
  regulations: string[];
  figures: string[];
  related: string[];
}

export interface Guidance {
  regulations: Regulation[];
  figures: Figure[];
  related: Related[];
}
