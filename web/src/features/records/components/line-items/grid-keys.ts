import type { KeyboardEvent } from "react";

const INPUT = "input:not([type=file]), textarea, button";

function cellOf(target: EventTarget): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("td[data-row]") : null;
}

/** Row and column of the cell that an event happened in. */
export function placeOf(target: EventTarget): { row: number; column: number } | null {
  const cell = cellOf(target);
  if (!cell) return null;
  return { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
}

export function focusCell(table: HTMLElement, row: number, column: number): boolean {
  const cell = table.querySelector(`td[data-row="${String(row)}"][data-column="${String(column)}"]`);
  const input = cell?.querySelector<HTMLElement>(INPUT);
  if (!input) return false;
  input.focus();
  if (input instanceof HTMLInputElement && input.type === "text") input.select();
  return true;
}

function popupIsOpen(target: EventTarget): boolean {
  if (target instanceof Element && target.closest("[aria-expanded=true]")) return true;
  return document.querySelector(".ant-picker-dropdown:not(.ant-picker-dropdown-hidden)") !== null;
}

function stepOf(key: string): number {
  if (key === "ArrowUp") return -1;
  return key === "ArrowDown" || key === "Enter" ? 1 : 0;
}

/**
 * Keys of a spreadsheet: Enter and the arrows go to the cell below or above, Enter in the last row adds one.
 * An open list or calendar keeps its own keys; Alt+arrow moves the whole row.
 */
export function handleGridKey(
  event: KeyboardEvent<HTMLElement>,
  rows: number,
  actions: { add: () => void; move: (from: number, to: number) => void },
): void {
  const place = placeOf(event.target);
  const step = stepOf(event.key);
  if (!place || step === 0 || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
  if (popupIsOpen(event.target) || (event.target instanceof HTMLButtonElement && event.key === "Enter")) return;
  const table = event.currentTarget;
  const row = place.row + step;
  const goes = (): void => void window.setTimeout(() => focusCell(table, row, place.column), 0);
  if (event.altKey) {
    if (event.key === "Enter" || row < 0 || row >= rows) return;
    actions.move(place.row, row);
  } else if (row >= rows) {
    if (event.key !== "Enter") return;
    actions.add();
  } else if (row < 0) return;
  event.preventDefault();
  event.stopPropagation();
  goes();
}
