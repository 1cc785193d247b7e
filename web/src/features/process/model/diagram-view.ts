/** How a drawing opens: whole where it can be read, else at a readable size at the element that matters. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Opening {
  /** Of the frame, in pixels. */
  height: number;
  /** What of the drawing is seen; null: all of it. */
  view: Box | null;
}

/** From this scale on the whole is shown; below it, a part at the scale of readable names. */
const LEAST = 0.6;
const READABLE = 0.85;
const MARGIN = 56;
const LOWEST = 200;
const HIGHEST = 460;
/** Space around the drawing, in its own measure. */
const EDGE = 24;

/** `drawing`: all that is drawn; `width` of the frame in pixels; `focus`: the element to open at. */
export function openingView(drawing: Box, width: number, focus: Box | null): Opening {
  const whole = Math.min(1, width / Math.max(1, drawing.width));
  const scale = whole < LEAST ? READABLE : whole;
  const height = Math.min(HIGHEST, Math.max(LOWEST, drawing.height * scale + MARGIN));
  if (whole >= LEAST) return { height, view: null };
  const seen = { width: width / scale, height: height / scale };
  const place = focus ?? { x: drawing.x, y: drawing.y, width: 0, height: 0 };
  return {
    height,
    view: {
      ...seen,
      x: along(drawing.x, drawing.width, place.x + place.width / 2, seen.width),
      y: along(drawing.y, drawing.height, place.y + place.height / 2, seen.height),
    },
  };
}

/** Where the part that is seen begins: around the middle of the element, not beyond the ends of the drawing. */
function along(begin: number, length: number, middle: number, seen: number): number {
  if (length + 2 * EDGE <= seen) return begin + length / 2 - seen / 2;
  return Math.min(Math.max(middle - seen / 2, begin - EDGE), begin + length + EDGE - seen);
}
