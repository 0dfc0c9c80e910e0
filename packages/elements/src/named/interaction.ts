import { native } from "../dom/native.ts";
import type { Named } from "./named.ts";
import {
  current,
  giveBack,
  hide,
  inCard,
  leave,
  openTapped,
  pin,
  pinned,
  pressing,
  schedule,
  tab,
  wanted,
} from "./open-card.ts";
import { add, hasNames, hasParts, remove, servedAt } from "./served.ts";

/** How long a pointer rests on a name before its card opens, and how long it may be away before the card closes. */
const HOVER = { openMs: 350, closeMs: 300 } as const;

/** A pressed pointer that moved further than this many pixels drags something. */
const DRAGS = 4;

/** What the page does something with when it is pressed. */
const CONTROL = 'a[href], button, summary, label, [role="button"], [role="link"], [onclick]';

/** The name that the pointer was over last. */
let pointed: Named | undefined;
/** Type of the pointer that went down last: a tap's focus and click belong together. */
let pointer = "";
/** Where a button went down last; undefined in the card. */
let pressedAt: { readonly x: number; readonly y: number } | undefined;
/** Escape was the last key pressed: the focus that comes back with it opens nothing again. */
let escaped = false;

const listeners: { readonly [K in keyof DocumentEventMap]?: (event: DocumentEventMap[K]) => void } = {
  pointerover: point,
  pointermove: (event) => {
    // Whoever drags something, or selects, wants to see where to.
    if ((current ?? wanted) && isDrag(event)) hide();
    // No other event tells when the pointer comes onto a part of a text, or leaves it.
    if (hasParts(event.composedPath()[0]!) && nameOf(event) !== pointed) point(event);
  },
  // From a name or card out of the window, or out of the frame of this page: nothing else reports the pointer then.
  pointerout: (event) => {
    if (event.relatedTarget === null && event.pointerType !== "touch" && pinned === undefined && nameOf(event))
      schedule(undefined, HOVER.closeMs);
  },
  pointerdown: (event) => {
    pointer = event.pointerType;
    pressedAt = inCard(event) ? undefined : { x: event.clientX, y: event.clientY };
    escaped = false;
    if (nameOf(event) === undefined) hide();
  },
  // The browser's own dragging, which sends no pointer events.
  dragstart: (event) => {
    if (!inCard(event)) hide();
  },
  focusin: (event) => {
    const name = nameOf(event);
    if (name === undefined) return hide();
    if (!inCard(event)) name.touched?.();
    // Only the keyboard's focus opens a card, and keeps it: a pointer's is followed by its own click.
    if (!escaped && isKeyboardFocus(event)) pin(name);
    // What had the focus before may have been removed from the card, which was to close then.
    else if (name === current) schedule(name, 0);
  },
  focusout: (event) => {
    if (
      nameOf(event) === current &&
      event.relatedTarget === null &&
      !(current && native(current.area, "matches")(":hover"))
    )
      schedule(undefined, HOVER.closeMs);
  },
  click: (event) => {
    const name = nameOf(event);
    if (name === undefined || inCard(event) || pressing) return;
    if (pointer === "touch" && !name.noCard) touch(name, event);
    else if (!name.ofPage) act(name);
  },
  keydown: (event) => {
    escaped = event.key === "Escape";
    if (event.key === "Escape" && current !== undefined) {
      const from = inCard(event) ? current : undefined;
      hide();
      giveBack(from);
      event.stopPropagation();
      // Otherwise it would also close the page's own dialog around the name.
      event.preventDefault();
      return;
    }
    if (event.key === "Tab") return tab(event, nameOf(event) === current);
    const name = nameOf(event);
    if (name === undefined || name.ofPage || inCard(event)) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act(name);
    }
  },
};

/**
 * Listened to before the page hears of them: what a tap or a key does must be decided first, and a press in the chats
 * closes a card, too.
 */
const CAPTURED = new Set(["keydown", "click", "pointerdown", "pointermove"]);

/** The root element when the listeners were added; `document.open()` makes another one, and may drop the listeners. */
let heard: Element | undefined;

function listen(how: "addEventListener" | "removeEventListener"): void {
  for (const [type, listener] of Object.entries(listeners))
    native(document, how)(type, listener as EventListener, CAPTURED.has(type));
}

/** Serve a name while it is connected; the function returned ends that. */
export function serveName(name: Named): () => void {
  const root = native(document, "documentElement");
  if (heard !== root) listen("addEventListener");
  heard = root;
  add(name);
  return () => {
    remove(name);
    leave(name);
    if (hasNames()) return;
    heard = undefined;
    listen("removeEventListener");
  };
}

/** The name of an event; in the card, the name whose card it is. */
const nameOf = (event: Event): Named | undefined => (inCard(event) ? current : servedAt(event));

function point(event: PointerEvent): void {
  const name = nameOf(event);
  if (name !== pointed && !inCard(event)) {
    pointed = name;
    name?.touched?.();
  }
  if (event.pointerType === "touch") return;
  if (name === undefined) {
    if (pinned === undefined) schedule(undefined, HOVER.closeMs);
  } else if (name === current) schedule(name, 0);
  else if (name !== wanted) schedule(name, HOVER.openMs);
}

/** A finger that moves scrolls the page. */
const isDrag = ({ buttons, pointerType, clientX, clientY }: PointerEvent): boolean =>
  buttons !== 0 &&
  pointerType !== "touch" &&
  pressedAt !== undefined &&
  Math.hypot(clientX - pressedAt.x, clientY - pressedAt.y) > DRAGS;

function act(name: Named): void {
  hide();
  void name.open();
}

/** A tap opens the card, which offers what the tap would have done; the second tap is the page's. */
function touch(name: Named, event: MouseEvent): void {
  if (current === name) {
    hide();
    return;
  }
  if (!name.stands) return;
  const [target] = event.composedPath();
  const control = name.ofPage && target instanceof Element ? native(target, "closest")(CONTROL) : null;
  if (control) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  openTapped(name, control ?? undefined);
}

function isKeyboardFocus(event: FocusEvent): boolean {
  const [focused] = event.composedPath();
  return focused instanceof Element && native(focused, "matches")(":focus-visible");
}
