import type { Named } from "./named.ts";

// One registry and one set of listeners serve all names of a page: two thousand names cost no listener each.
const names = new Map<EventTarget, Named>();
/** Names that are parts of a text, by the element the text is in. */
const parts = new Map<EventTarget, Set<Named>>();

export function add(name: Named): void {
  const { area } = name;
  if (!name.covers) names.set(area, name);
  else parts.set(area, (parts.get(area) ?? new Set()).add(name));
}

export function remove(name: Named): void {
  const { area } = name;
  if (names.get(area) === name) names.delete(area);
  if (parts.get(area)?.delete(name) && parts.get(area)!.size === 0) parts.delete(area);
}

export const hasNames = (): boolean => names.size + parts.size > 0;

/** Whether the target holds names that are parts of its text: only the pointer's position tells which one is meant. */
export const hasParts = (target: EventTarget): boolean => parts.has(target);

/** All names that are served now, in no order. */
export const servedNames = (): Named[] => [...names.values(), ...[...parts.values()].flatMap((some) => [...some])];

/** The name that an event happened on, or in. */
export function servedAt(event: Event): Named | undefined {
  for (const node of event.composedPath()) {
    const name = names.get(node) ?? partAt(parts.get(node), event);
    if (name !== undefined) return name;
  }
  return undefined;
}

function partAt(some: Iterable<Named> | undefined, event: Event): Named | undefined {
  if (some === undefined || !(event instanceof MouseEvent)) return undefined;
  return [...some].find((name) => name.covers?.(event.clientX, event.clientY));
}
