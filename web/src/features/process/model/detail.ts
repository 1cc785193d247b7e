import type { Attachment, FieldLevel, ObjectTypeDefinition, RecordDocument } from "@/features/records";
import type { CurrentActivity, WorkItem } from "@/lib/data";

import type { AnnouncedGuidance } from "./guidance";
import type { Readers, TrailRow, VerbOffer } from "./work-item";

/** Everything the work item page shows, in one answer. */
export interface WorkItemDetail extends WorkItem {
  record: RecordDocument | null;
  field_rights: Record<string, FieldLevel | "required">;
  form: ObjectTypeDefinition | null;
  opinions: TrailRow[];
  verbs: VerbOffer[];
  position: { index: number; total: number; next_id: string | null };
  why: { sentences: string[] };
  kept: { opinion: string; values: Record<string, unknown>; attachments: Attachment[]; hidden: boolean } | null;
  /** The activity's own words for verbs and headings, such as {"approve": "确认支付"}. */
  texts?: Record<string, string>;
  /** Whether an opinion may be hidden and who then reads it, and whether I sign. */
  asked: {
    hide: "never" | "allowed" | "always";
    audience: string[];
    signature: "none" | "optional" | "required";
  };
  guidance: AnnouncedGuidance;
  readers?: Readers;
  current: CurrentActivity[];
}
