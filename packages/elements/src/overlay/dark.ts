import { type Surface, schemeAt } from "./surface.ts";

/** How long results are reused while many names ask: less than the time for which style changes are collected. */
const SEEN_MS = 100;

let seen = new Map<Element, Surface>();
let seenMs = Number.NEGATIVE_INFINITY;

/** Whether a name is on a dark surface. Thousands of names share few surfaces, so results are cached briefly. */
export function isDarkAt(name: Element): boolean {
  const now = performance.now();
  if (now - seenMs > SEEN_MS) {
    seen = new Map();
    seenMs = now;
  }
  return schemeAt(name, seen) === "dark";
}
