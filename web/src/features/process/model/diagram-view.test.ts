import { expect, test } from "vitest";

import { openingView } from "./diagram-view";

const LONG = { x: 100, y: 50, width: 1500, height: 300 };

test("what fits and can be read is shown whole", () => {
  expect(openingView({ ...LONG, width: 600 }, 390, null).view).toBeNull();
  expect(openingView(LONG, 1100, null).view).toBeNull();
});

test("a drawing that is too wide opens readable at the element that waits", () => {
  const focus = { x: 800, y: 150, width: 100, height: 80 };
  const { height, view } = openingView(LONG, 330, focus);
  expect(height).toBeCloseTo(300 * 0.85 + 56);
  expect(view?.width).toBeCloseTo(330 / 0.85);
  expect(view?.x).toBeCloseTo(850 - 165 / 0.85);
  // As high as the frame: nothing is cut off above or below.
  expect(view?.y).toBeLessThanOrEqual(LONG.y);
  expect((view?.y ?? 0) + (view?.height ?? 0)).toBeGreaterThanOrEqual(LONG.y + LONG.height);
});

test("without an element it opens at its beginning, and never beyond its ends", () => {
  expect(openingView(LONG, 330, null).view?.x).toBe(76);
  const last = { x: 1560, y: 150, width: 36, height: 36 };
  const view = openingView(LONG, 330, last).view;
  expect((view?.x ?? 0) + (view?.width ?? 0)).toBeCloseTo(1624);
});

test("a drawing that is higher than the frame opens around the element", () => {
  const high = { x: 0, y: 0, width: 2000, height: 3000 };
  const view = openingView(high, 330, { x: 900, y: 2000, width: 100, height: 80 }).view;
  expect((view?.y ?? 0) + (view?.height ?? 0) / 2).toBeCloseTo(2040);
});
