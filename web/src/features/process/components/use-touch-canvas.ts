import { useRef, type PointerEvent } from "react";

export interface TouchCanvas {
  scroll(delta: { dx: number; dy: number }): void;
  zoom(level: number, center: { x: number; y: number }): number;
  zoom(): number;
}

const SMALLEST = 0.2;
const LARGEST = 3;

interface Point {
  x: number;
  y: number;
}

const distance = ([a, b]: [Point, Point]): number => Math.hypot(a.x - b.x, a.y - b.y);

/** One finger moves the drawing sideways (up and down scrolls the page), two fingers zoom it. */
export function useTouchCanvas(canvas: () => TouchCanvas | undefined) {
  const fingers = useRef(new Map<number, Point>());

  const place = (event: PointerEvent): Point => {
    const frame = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  };
  const lift = (event: PointerEvent): void => void fingers.current.delete(event.pointerId);

  return {
    onPointerDown: (event: PointerEvent): void => {
      if (event.pointerType === "touch") fingers.current.set(event.pointerId, place(event));
    },
    onPointerMove: (event: PointerEvent): void => {
      const before = fingers.current.get(event.pointerId);
      const target = canvas();
      if (!before || !target) return;
      const now = place(event);
      const others = [...fingers.current].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      const [other] = others;
      if (other) {
        const level = target.zoom() * (distance([now, other]) / Math.max(1, distance([before, other])));
        const center = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
        target.zoom(Math.min(LARGEST, Math.max(SMALLEST, level)), center);
        // Each finger reports for itself: the drawing follows the middle between them.
        target.scroll({ dx: (now.x - before.x) / 2, dy: (now.y - before.y) / 2 });
      } else target.scroll({ dx: now.x - before.x, dy: now.y - before.y });
      fingers.current.set(event.pointerId, now);
    },
    onPointerUp: lift,
    onPointerCancel: lift,
  };
}
