import { native } from "../dom/native.ts";

/** Keys that browsers handle on controls. */
const PRESSES = new Set(["Enter", " "]);
const SCROLLS = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "]);

/**
 * Hides key events that our elements handle from the page's listeners, after our own listeners have run. Other keys,
 * such as the page's shortcuts, pass. (Nothing can hide an event from the page's capturing listeners; that is why text
 * fields are in frames.)
 */
export function keepKeys(host: HTMLElement): void {
  /** The key whose release belongs to a press of ours. */
  let held: string | undefined;
  for (const type of ["keydown", "keypress", "keyup"] as const) {
    host.addEventListener(type, (event) => {
      const isOurs = type === "keyup" ? event.key === held : actsOn(event, host);
      if (type === "keydown") held = isOurs ? event.key : undefined;
      if (isOurs) event.stopPropagation();
    });
  }
}

function actsOn(event: KeyboardEvent, host: HTMLElement): boolean {
  if (event.defaultPrevented) return true;
  const { key } = event;
  const path = event.composedPath();
  const [target] = path;
  if (!(target instanceof Element)) return false;
  if (key === "Escape") return path.slice(0, path.indexOf(host)).some(isOpen);
  if (key === "Tab" || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (native(target, "matches")("select, input")) return true;
  if (native(target, "matches")("button, a[href]")) return PRESSES.has(key);
  return native(target, "matches")("[tabindex]") && SCROLLS.has(key);
}

/** A popover that the browser closes on Escape. */
const isOpen = (node: EventTarget): boolean =>
  node instanceof HTMLElement && native(node, "popover") === "auto" && native(node, "matches")(":popover-open");
