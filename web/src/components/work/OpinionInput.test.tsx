import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { OpinionInput } from "./OpinionInput";

test("Ctrl+Enter sends, but not while an input method composes a word", () => {
  const onSubmit = vi.fn();
  render(<OpinionInput id="opinion" label="意见" value="tongyi" onChange={vi.fn()} onSubmit={onSubmit} />);
  const box = screen.getByRole("textbox", { name: "意见" });
  fireEvent.keyDown(box, { key: "Enter", ctrlKey: true, isComposing: true });
  expect(onSubmit).not.toHaveBeenCalled();
  fireEvent.keyDown(box, { key: "Enter", ctrlKey: true });
  expect(onSubmit).toHaveBeenCalledOnce();
});
