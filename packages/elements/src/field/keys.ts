import { native } from "../dom/native.ts";

/** What a control does by itself with these keys. */
const PRESSES = new Set(["Enter", " "]);
const SCROLLS = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "]);

/**
 * Keeps keys that something of ours acts on from the page's listeners, once ours have run. What nothing here acts on,
 * such as a shortcut of the page, goes on. (What the page listens for while events go down, no listener of ours can keep
 * from it; what people type stands in frames for that reason.)
 */
export function keepKeys(host: HTMLElement): void {
  /** Its release belongs to the press. */
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

/** The browser closes it. */
const isOpen = (node: EventTarget): boolean =>
  node instanceof HTMLElement && native(node, "popover") === "auto" && native(node, "matches")(":popover-open");
