import { native } from "../dom/native.ts";
import { activeElement } from "../overlay/focus.ts";
import type { Named } from "./named.ts";
import { enterCard } from "./open-card.ts";
import { servedNames } from "./served.ts";

/** Elements that can get the focus, which opens their card anyway. */
const FOCUSABLE =
  "a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]";

interface Shortcut {
  readonly alt: boolean;
  readonly control: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
  /** The `code` of a keyboard event. */
  readonly key: string;
}

/** Reads "Alt+N" or "F7"; undefined when it is no shortcut, or one needed for typing. */
export function readShortcut(text: string): Shortcut | undefined {
  const words = text.split("+").map((word) => word.trim().toLowerCase());
  const key = words.pop() ?? "";
  const [alt, control, meta, shift] = ["alt", "control", "meta", "shift"].map((modifier) => words.includes(modifier));
  if (words.some((word, at) => !/^(alt|control|meta|shift)$/.test(word) || words.indexOf(word) !== at))
    return undefined;
  const isFunction = /^f([1-9]|1[0-2])$/.test(key);
  if (!isFunction && !(/^[a-z0-9]$/.test(key) && (alt || control || meta))) return undefined;
  const code = isFunction ? key.toUpperCase() : /[0-9]/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`;
  return { alt: alt!, control: control!, meta: meta!, shift: shift!, key: code };
}

/**
 * Makes a shortcut that moves through the names that cannot get the focus, and opens their cards. With Shift it moves
 * backwards, unless Shift is part of the shortcut.
 *
 * @returns ends it; or a sentence that says what is wrong with the shortcut
 */
export function walkBy(text: string): (() => void) | string {
  const shortcut = readShortcut(text);
  if (!shortcut) return `data-shortcut="${text}" is not used. Take "Alt+N", "Control+Alt+N" or "F7".`;
  let last: Named | undefined;
  const pressed = (event: KeyboardEvent): void => {
    const { altKey, ctrlKey, metaKey, shiftKey, code } = event;
    if (code !== shortcut.key || altKey !== shortcut.alt || ctrlKey !== shortcut.control || metaKey !== shortcut.meta)
      return;
    // AltGr types characters on some keyboards.
    if ((shortcut.shift && !shiftKey) || event.getModifierState("AltGraph")) return;
    const next = nextName(last, shiftKey && !shortcut.shift);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    last = next;
    native(next.area, "scrollIntoView")({ block: "nearest", inline: "nearest" });
    void enterCard(next);
  };
  window.addEventListener("keydown", pressed, true);
  return () => window.removeEventListener("keydown", pressed, true);
}

function nextName(last: Named | undefined, isBack: boolean): Named | undefined {
  const names = servedNames().filter(takesNoFocus).sort(byPlace);
  if (isBack) names.reverse();
  const at = last === undefined ? -1 : names.indexOf(last);
  if (at >= 0) return names[(at + 1) % names.length];
  const active = activeElement();
  const isSomewhere = active !== undefined && active !== native(document, "body");
  const ahead = (name: Named): boolean =>
    isSomewhere
      ? order(active, nodeOf(name)) * (isBack ? -1 : 1) < 0
      : native(name.area, "getBoundingClientRect")().bottom >= 0;
  return names.find(ahead) ?? names[0];
}

function takesNoFocus({ area, stands, noCard, covers }: Named): boolean {
  if (!stands || noCard || !native(area, "checkVisibility")({ visibilityProperty: true })) return false;
  // A part of a text cannot get the focus, whatever contains it.
  return covers !== undefined || !(native(area, "matches")(`${FOCUSABLE}, :has(${FOCUSABLE})`) || area.shadowRoot);
}

const nodeOf = ({ anchor, area }: Named): Node => (anchor instanceof Range ? anchor.startContainer : area);

function byPlace(one: Named, other: Named): number {
  const [from, to] = [nodeOf(one), nodeOf(other)];
  if (from !== to) return order(from, to);
  const [start, end] = [one.anchor, other.anchor];
  return start instanceof Range && end instanceof Range ? start.startOffset - end.startOffset : 0;
}

/** Document order: negative when `one` comes first. Nodes in shadow trees count as their host. */
function order(one: Node, other: Node): number {
  const [from, to] = [hosted(one), hosted(other)];
  const place =
    from === to ? native(one, "compareDocumentPosition")(other) : native(from, "compareDocumentPosition")(to);
  if (place & Node.DOCUMENT_POSITION_FOLLOWING) return -1;
  return place & Node.DOCUMENT_POSITION_PRECEDING ? 1 : 0;
}

function hosted(node: Node): Node {
  let at = node;
  for (let root = native(at, "getRootNode")(); root instanceof ShadowRoot; root = native(at, "getRootNode")())
    at = root.host;
  return at;
}
