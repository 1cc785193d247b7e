import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Input, Select } from "antd";
import { expect, it, vi } from "vitest";

import { useClearing } from "./use-clearing";

function Fields({ onClear }: { onClear: () => void }) {
  const clearing = useClearing();
  return (
    <>
      <Select aria-label="kind" allowClear={clearing} value="a" options={[{ value: "a", label: "A" }]} />
      <Input aria-label="words" allowClear={clearing} value="a" onChange={onClear} />
    </>
  );
}

it("names the crosses of fields in the language of the user, and they empty the field", async () => {
  const onClear = vi.fn();
  render(<Fields onClear={onClear} />);
  const crosses = screen.getAllByRole("button", { name: "清除", hidden: true });
  expect(crosses).toHaveLength(2);
  await userEvent.click(crosses[1] as HTMLElement);
  expect(onClear).toHaveBeenCalledOnce();
});
