/** Shapes of the process API that the pages use. */

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
  | "consult"
  | "reply"
  | "notify"
  | "save";

export interface ReturnTarget {
  activity: string;
  name: string;
}

export interface VerbOffer {
  verb: string;
  allowed: boolean;
  reason?: string | null;
  opinion?: "required" | "optional" | "none" | null;
  targets?: ReturnTarget[] | null;
}
