import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createPortal } from "react-dom";
import { expect, it } from "vitest";

import { DenseTable } from "./DenseTable";
import { useListKeys } from "./use-list-keys";

const rows = ["one", "two", "three"];

function List({ onOpen }: { onOpen: (index: number) => void }) {
  const selected = useListKeys(rows.length, onOpen);
  return (
    <>
      <input data-list-search aria-label="search" />
      <DenseTable
        caption="rows"
        columns={[{ key: "name", title: "Name", render: (row: string) => row }]}
        rows={rows}
        rowKey={(row) => row}
        selected={selected}
        onOpen={(row) => onOpen(rows.indexOf(row))}
      />
    </>
  );
}

it("moves with J and K, stops at the ends, opens with Enter", async () => {
  const opened: number[] = [];
  render(<List onOpen={(index) => opened.push(index)} />);
  await userEvent.keyboard("kjjjj");
  expect(screen.getByRole("row", { name: "three" }).getAttribute("aria-selected")).toBe("true");
  await userEvent.keyboard("k{Enter}");
  expect(opened).toEqual([1]);
});

it("leaves letters to the search field, which / reaches", async () => {
  const opened: number[] = [];
  render(<List onOpen={(index) => opened.push(index)} />);
  await userEvent.keyboard("/jj{Enter}");
  expect(screen.getByRole<HTMLInputElement>("textbox").value).toBe("jj");
  expect(opened).toEqual([]);
});

it("stays where it is while somebody acts in a window of a row", async () => {
  const opened: string[] = [];
  render(
    <DenseTable
      caption="rows"
      columns={[{ key: "name", title: "Name", render: () => createPortal(<p>window</p>, document.body) }]}
      rows={["one"]}
      rowKey={(row) => row}
      onOpen={(row) => opened.push(row)}
    />,
  );
  await userEvent.click(screen.getByText("window"));
  expect(opened).toEqual([]);
});

it("opens a row by a click anywhere on it", async () => {
  const opened: number[] = [];
  render(<List onOpen={(index) => opened.push(index)} />);
  await userEvent.click(screen.getByText("two"));
  expect(opened).toEqual([1]);
});
