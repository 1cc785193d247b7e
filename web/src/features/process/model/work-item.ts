/** Shapes of the process API that the pages use. */
import type { Difference, FieldLevel, ObjectTypeDefinition, RecordDocument } from "@/features/records";
import type { CurrentActivity } from "@/lib/data";

export type Verb =
  | "approve"
  | "reject"
  | "return"
  | "transfer"
  | "claim"
  | "unclaim"
  | "withdraw"
  | "urge"
  | "take-back"
  | "delegate"
  | "add-signers"
  | "remove-signer"
  | "extend-route"
  | "lay-route"
  | "freeze-route"
  | "consult"
  | "reply"
  | "notify"
  | "save"
  | "suspend"
  | "resume"
  | "jump"
  | "terminate";

/** What a verb can choose: an activity (a jump also says from which live position), or a signer. */
export interface VerbTarget {
  id: string;
  name: string;
  token?: number | null;
  place?: string;
}

/** A verb as the API offers it; `reason` says why it is not possible now. */
export interface VerbOffer {
  verb: string;
  title?: string;
  allowed: boolean;
  reason?: string | null;
  opinion?: "required" | "optional" | "none" | null;
  signature?: "none" | "optional" | "required";
  targets?: VerbTarget[] | null;
  /** Steps that can be laid out anew. */
  route?: RouteStepShown[] | null;
  /** These steps come after who gave it back, and may be none. */
  straight_back?: boolean;
}

/** Who was notified, and who of them has read it. */
export interface Readers {
  notified: number;
  read: number;
  people: { id: string | null; name: string; read: boolean }[];
}

export interface Named {
  id: string | null;
  name: string;
}

/** One step of the trail: who did what for whom, in which post, with which words. */
export interface TrailRow {
  seq: number;
  at: string;
  verb: string;
  verb_title: string;
  person: Named | null;
  actor_name: string;
  post_name: string;
  node_name: string;
  unit_name: string;
  for_person: Named | null;
  activity_name: string;
  opinion: string;
  opinion_hidden: boolean;
  /** The words are not for me. */
  concealed: boolean;
  /** The form as it was at this step can be opened. */
  has_form: boolean;
  /** The image that was signed with. */
  signature: string | null;
  attachments: { id: string; name: string }[];
  details: TrailDetails;
  channel: string;
}

export interface TrailDetails {
  target?: string;
  target_name?: string;
  then?: string;
  people?: Named[];
  position?: "before" | "after" | "parallel";
  where?: "next" | "beside" | "end";
  steps?: { name: string; kind: string; people: Named[] }[];
  skipped?: { activity: string; person: Named; reason: string }[];
  /** What a time limit or an event in time did. */
  told?: string;
  [other: string]: unknown;
}

/** The form as it was at a step, beside what it is now. */
export interface SignedForm {
  seq: number;
  at: string;
  verb_title: string;
  person: Named;
  activity_name: string;
  record: RecordDocument;
  now: RecordDocument;
  field_rights: Record<string, FieldLevel>;
  form: ObjectTypeDefinition;
  differences: Difference[];
}

export interface PredictedActivity {
  activity: string;
  name: string;
  handlers: Named[];
}

/** A step of a free route; `added` names who put it there when it was not the initiator. */
export interface RouteStepShown {
  key: string;
  name: string;
  kind: "all" | "any" | "sequence" | "cc";
  state: ActivityState;
  beside: boolean;
  added: string | null;
  started_at: string | null;
  ended_at: string | null;
  people: { id: string | null; name: string; state: string }[];
}

export interface ProcessInstance {
  id: string;
  title: string;
  process_title: string;
  definition: { code: string; title: string; version: number };
  object_type: string | null;
  record_id: string | null;
  initiator: Named;
  /** The record with my view of it, and the form that renders it; null when I see none. */
  record: RecordDocument | null;
  field_rights: Record<string, FieldLevel | "required">;
  form: ObjectTypeDefinition | null;
  unit_name: string;
  status: string;
  started_at: string;
  finished_at: string | null;
  urge_count: number;
  trail: TrailRow[];
  current: CurrentActivity[];
  /** What waits for me there. */
  my_work_item_id: string | null;
  predicted: PredictedActivity[];
  route: RouteStepShown[] | null;
  verbs: VerbOffer[];
  readers?: Readers;
}

export type ActivityState = "done" | "current" | "next" | "skipped";

export interface ProcessDiagram {
  xml: string;
  activities: Record<
    string,
    { state: ActivityState; handlers: string[]; started_at: string | null; ended_at: string | null }
  >;
  flows?: string[];
  /** Whether the file says where things lie. */
  drawn?: boolean;
}
