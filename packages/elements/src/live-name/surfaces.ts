import { native } from "../dom/native.ts";
import { whenStylesChange } from "../dom/styles.ts";
import { isDarkAt } from "../overlay/dark.ts";

/** A name that shows its icon in colours for a dark surface when `dark` is set. */
interface OnSurface extends Element {
  readonly area: Element;
  dark: boolean;
}

const names = new Set<OnSurface>();
const fresh = new Set<OnSurface>();
let stop: (() => void) | undefined;

/** Keeps `dark` of a name up to date. @returns ends it */
export function followSurface(name: OnSurface): () => void {
  names.add(name);
  // All at once, so that the page's styles are computed once.
  if (fresh.size === 0) requestAnimationFrame(() => look(fresh));
  fresh.add(name);
  stop ??= whenStylesChange(native(document, "documentElement"), (within) => {
    look(within(names));
    return true;
  });
  return () => {
    names.delete(name);
    fresh.delete(name);
    if (names.size > 0) return;
    stop?.();
    stop = undefined;
  };
}

function look(some: Iterable<OnSurface>): void {
  const seen = [...some].map((name) => [name, isDarkAt(name)] as const);
  for (const [name, isDark] of seen) name.dark = isDark;
  fresh.clear();
}
