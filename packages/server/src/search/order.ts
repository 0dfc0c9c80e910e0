/** The sort order of people, groups and departments: by folded name, then by id. */
export interface Ordered {
  readonly key: string;
  readonly id: string;
}

export function inOrder(a: Ordered, b: Ordered): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The page mark after this item. The next page starts behind it even if the list has changed. Folded names contain no "|". */
export function markAfter({ key, id }: Ordered): string {
  return `${key}|${id}`;
}

export function readMark(mark: string): Ordered {
  const cut = mark.indexOf("|");
  return { key: mark.slice(0, Math.max(cut, 0)), id: mark.slice(cut + 1) };
}
