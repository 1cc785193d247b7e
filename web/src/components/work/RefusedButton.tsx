import { Button, Tooltip, type ButtonProps } from "antd";
import type { ReactNode } from "react";

import "./refused.css";

interface RefusedButtonProps extends Pick<ButtonProps, "size" | "type"> {
  reason: string;
  children: ReactNode;
}

/** A verb that would be refused now: it stays reachable by keyboard and finger, and says why. */
export function RefusedButton({ reason, children, ...look }: RefusedButtonProps) {
  // No "click": focus and hover have shown the reason by then, and a click would hide it again.
  return (
    <Tooltip title={reason} trigger={["hover", "focus"]}>
      <Button
        {...look}
        aria-disabled
        className="x-refused"
        onClick={(event) => {
          event.preventDefault();
          // Not every browser moves the focus to what is tapped.
          event.currentTarget.focus();
        }}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
