/** The server takes this many characters of an opinion, a note or a reason. */
export const MOST_CHARACTERS = 4000;

/** How many characters a text has more than the server takes; 0 when it fits. Counted as the server counts. */
export function charactersOver(text: string): number {
  return Math.max(0, Array.from(text).length - MOST_CHARACTERS);
}
