/** Of the names the one that was most likely meant; undefined when none is like it. */
export function nearestOf(given: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, distance: distanceOf(plain(given), plain(name)) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return best?.name;
}

/** Capitals, dashes and the plural are what is mistaken most. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, "");
}

/** How many letters are to be put in, left out, replaced or swapped with their neighbour. */
function distanceOf(from: string, to: string): number {
  let [before, row]: number[][] = [[], Array.from({ length: to.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row![j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next[j] = Math.min(replaced, row![j]! + 1, next[j - 1]! + 1);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        next[j] = Math.min(next[j]!, before![j - 2]! + 1);
    }
    [before, row] = [row!, next];
  }
  return row!.at(-1)!;
}
