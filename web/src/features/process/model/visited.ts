/** The items that were opened one after another, so that K goes back the way one came. */
const visited: string[] = [];

export function leave(id: string): void {
  if (visited.at(-1) !== id) visited.push(id);
}

/** The item before this one, or undefined at the beginning. */
export function previousOf(id: string): string | undefined {
  return visited.filter((one) => one !== id).at(-1);
}

export function goBack(): string | undefined {
  return visited.pop();
}
