/** What puts people, groups and departments in order: the folded name, then the id. */
export interface Ordered {
  readonly key: string;
  readonly id: string;
}

export function inOrder(a: Ordered, b: Ordered): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The mark behind which the next page begins, wherever that is by then. Folded names have no "|". */
export function markAfter({ key, id }: Ordered): string {
  return `${key}|${id}`;
}

export function readMark(mark: string): Ordered {
  const cut = mark.indexOf("|");
  return { key: mark.slice(0, Math.max(cut, 0)), id: mark.slice(cut + 1) };
}
