import { Button, type ButtonProps } from "antd";
import type { ReactNode } from "react";

import { RefusedButton } from "@/components/work";

import type { BarVerb } from "../model/verb-bar";

interface VerbButtonProps {
  offer: BarVerb;
  label: string;
  busy: boolean;
  keyHint?: ReactNode;
  onClick: () => void;
}

/** A verb on the bar. A refused one stays reachable by keyboard, so that its reason can be read. */
export function VerbButton({ offer, label, busy, keyHint, onClick }: VerbButtonProps) {
  const tone: ButtonProps =
    offer.tone === "primary" ? { type: "primary" } : offer.tone === "danger" ? { danger: true } : {};
  if (offer.allowed) {
    return (
      <Button {...tone} loading={busy} onClick={onClick}>
        {label}
        {keyHint}
      </Button>
    );
  }
  return <RefusedButton reason={offer.reason ?? ""}>{label}</RefusedButton>;
}
