import { type Surface, schemeAt } from "./surface.ts";

/** How long what was seen counts, as names ask one after the other: less than style changes are gathered for. */
const SEEN_MS = 100;

let seen = new Map<Element, Surface>();
let seenMs = Number.NEGATIVE_INFINITY;

/** Whether a name stands on a dark surface. Two thousand names of a page stand on few. */
export function isDarkAt(name: Element): boolean {
  const now = performance.now();
  if (now - seenMs > SEEN_MS) {
    seen = new Map();
    seenMs = now;
  }
  return schemeAt(name, seen) === "dark";
}
