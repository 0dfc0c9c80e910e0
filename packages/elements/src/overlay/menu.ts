/**
 * The index that a key moves to in a menu (ARIA APG): arrows wrap around, Home and End go to the ends, a letter to the
 * next item that starts with it. Undefined for other keys.
 */
export function nextItem(key: string, current: number, labels: readonly string[]): number | undefined {
  const count = labels.length;
  switch (key) {
    case "ArrowDown":
      return (current + 1) % count;
    case "ArrowUp":
      return (current - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
  }
  if ([...key].length !== 1) return undefined;
  const letter = key.toLocaleLowerCase();
  for (let step = 1; step <= count; step++) {
    const index = (current + step) % count;
    if (labels[index]?.toLocaleLowerCase().startsWith(letter)) return index;
  }
  return undefined;
}
