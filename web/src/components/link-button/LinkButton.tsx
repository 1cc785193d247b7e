import { createLink } from "@tanstack/react-router";
import { Button, type ButtonProps } from "antd";

function AnchorButton(props: ButtonProps) {
  return <Button {...props} />;
}

/**
 * Looks like a button and is a link: it can be opened in a new tab and needs no nested elements.
 * The router keeps `type` for itself: say `color="primary" variant="solid"`.
 */
export const LinkButton = createLink(AnchorButton);
