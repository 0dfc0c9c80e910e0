import type { LiveCard } from "../card/live-card.ts";
import { native } from "../dom/native.ts";
import { LiveCardEvent } from "../events/live-card.ts";
import { closesFirst } from "../overlay/escape.ts";
import { activeElement } from "../overlay/focus.ts";
import { layerOf } from "../overlay/layer.ts";
import type { Named } from "./named.ts";

/** How long a pointer rests on a name before its card opens, and how long it may be away before it closes. */
export const HOVER = { openMs: 350, closeMs: 300 } as const;

/** So many pixels from where a button went down, and still held, a press is no click. */
const DRAGS = 4;

/** What the page does something with when it is pressed. */
const CONTROL = 'a[href], button, summary, label, [role="button"], [role="link"], [onclick]';

// One set of listeners serves all names of a page: two thousand names cost no listener each.
const names = new Map<EventTarget, Named>();
/** Those that are parts of a text, by its element. */
const parts = new Map<EventTarget, Set<Named>>();
let card: LiveCard | undefined;
let current: Named | undefined;
let wanted: Named | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
/** What the pointer was over last. */
let pointed: Named | undefined;
/** The pointer that went down last: a tap's focus and click belong together. */
let pointer = "";
/** Where a button went down last; undefined in the card. */
let pressedAt: { readonly x: number; readonly y: number } | undefined;
/** Escape was the last thing pressed: the focus that comes back with it opens nothing again. */
let escaped = false;
/** Its card was not asked for by a pointer: one that was never on it cannot leave it. */
let pinned: Named | undefined;
/** Where the focus was when it went into the card. */
let before: Element | undefined;
/** What was tapped instead of being pressed; its card offers to press it. */
let tapped: Element | undefined;
/** The press that the card was asked for is under way: it is the page's. */
let pressing = false;

const listeners: { readonly [K in keyof DocumentEventMap]?: (event: DocumentEventMap[K]) => void } = {
  pointerover: point,
  pointermove: (event) => {
    // Whoever drags something, or selects, wants to see where to.
    if ((current ?? wanted) && isDrag(event)) hide();
    // Onto a part of a text, and off it, no other event tells of.
    if (parts.size > 0 && parts.has(event.composedPath()[0]!) && nameOf(event) !== pointed) point(event);
  },
  // From a name or card out of the window, or out of the frame of this page: no other place tells of the pointer.
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
  // The browser's own dragging, of which no pointer tells.
  dragstart: (event) => {
    if (!inCard(event)) hide();
  },
  focusin: (event) => {
    const name = nameOf(event);
    if (name === undefined) return hide();
    if (!inCard(event)) name.touched?.();
    // What had the focus before may have gone from the card, which was to close then.
    if (name === current) schedule(name, 0);
    // Only the keyboard's focus opens: a pointer's is followed by its own click.
    else if (!escaped && isKeyboardFocus(event)) {
      schedule(name, 0);
      pinned = name;
    }
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
      // Else it would close the page's own dialog around the name too.
      event.preventDefault();
      return;
    }
    if (event.key === "Tab") return tab(event);
    const name = nameOf(event);
    if (name === undefined || name.ofPage || inCard(event)) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act(name);
    }
  },
};

/** A finger that moves scrolls the page. */
const isDrag = ({ buttons, pointerType, clientX, clientY }: PointerEvent): boolean =>
  buttons !== 0 &&
  pointerType !== "touch" &&
  pressedAt !== undefined &&
  Math.hypot(clientX - pressedAt.x, clientY - pressedAt.y) > DRAGS;

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

/**
 * Before the page hears of it: what a tap or a key does must be decided first, and a press in the chats closes a card, too.
 */
const CAPTURED = new Set(["keydown", "click", "pointerdown", "pointermove"]);

/** The root element when the page was listened to; with another one `document.open()` may have taken the listeners. */
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
  const { area } = name;
  if (!name.covers) names.set(area, name);
  else parts.set(area, (parts.get(area) ?? new Set()).add(name));
  return () => {
    if (names.get(area) === name) names.delete(area);
    if (parts.get(area)?.delete(name) && parts.get(area)!.size === 0) parts.delete(area);
    if (wanted === name) schedule(undefined, 0);
    if (current === name) hide();
    if (names.size + parts.size > 0) return;
    heard = undefined;
    listen("removeEventListener");
  };
}

/** Close the card that is open, at once. @returns whether one was open */
export function hide(): boolean {
  const wasOpen = current !== undefined;
  clearTimeout(timer);
  wanted = undefined;
  pinned = undefined;
  tapped = undefined;
  if (current !== undefined) current.expanded = false;
  current = undefined;
  card?.close();
  return wasOpen;
}

/** Open a name's card at once; it stays until something else is pressed or gets the focus. */
export function openCard(name: Named): void {
  hide();
  schedule(name, 0);
  pinned = name;
}

/** All that is served now, in no order. */
export const servedNames = (): Named[] => [...names.values(), ...[...parts.values()].flatMap((some) => [...some])];

/** Opens a name's card and gives it the focus, which Escape gives back to where it was. */
export async function enterCard(name: Named): Promise<void> {
  const from = card !== undefined && native(document, "activeElement") === card ? before : activeElement();
  hide();
  wanted = name;
  pinned = name;
  await show(name);
  await card?.updateComplete;
  if (current !== name) return;
  before = from;
  card?.focus();
}

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
  schedule(name, 0);
  tapped = control ?? undefined;
}

function press(control: Element): void {
  pressing = true;
  if (control instanceof HTMLElement) control.click();
  else control.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, composed: true }));
  pressing = false;
}

/** The card stands elsewhere in the document than its name; for the Tab key it follows it. */
function tab(event: KeyboardEvent): void {
  if (card === undefined || current === undefined) return;
  const [first] = card.stops;
  if (!inCard(event)) {
    if (event.shiftKey || first === undefined || nameOf(event) !== current) return;
    before = activeElement();
    first.focus();
    event.preventDefault();
    return;
  }
  if (event.shiftKey ? card.focused && card.focused !== first : card.focused !== card.stops.at(-1)) return;
  giveBack(current);
  // Forwards the browser goes on from the name.
  if (event.shiftKey) event.preventDefault();
}

function giveBack(name: Named | undefined): void {
  if (name === undefined) return;
  if (before instanceof HTMLElement && native(before, "isConnected")) native(before, "focus")();
  else name.focus();
  before = undefined;
}

/** The one decision that waits: which name's card is to stand open, undefined for none. */
function schedule(name: Named | undefined, delayMs: number): void {
  if (name === undefined && current === undefined && wanted === undefined) return;
  clearTimeout(timer);
  wanted = name;
  // A pointer that passes over a card which was asked for otherwise does not take it along when it leaves.
  if (pinned !== name) pinned = undefined;
  timer = setTimeout(() => {
    if (name === undefined) hide();
    else if (name !== current) void show(name);
  }, delayMs);
}

async function show(name: Named): Promise<void> {
  const { area } = name;
  // The card of the name where the pointer was before belongs to somebody else.
  if (name.noCard || (name.person === "" && !name.several) || !native(area, "isConnected") || !name.stands) {
    hide();
    return;
  }
  const [{ LiveCard }, { ensureDefined }] = await Promise.all([
    import("../card/live-card.ts"),
    import("../define/registry.ts"),
  ]);
  // While it was loading, the pointer may have gone.
  if (wanted !== name || !native(area, "isConnected")) return;
  if (!native(area, "dispatchEvent")(new LiveCardEvent(name.person))) return;
  if (card === undefined) {
    ensureDefined(LiveCard);
    card = new LiveCard();
    closesFirst(hide);
  }
  if (current !== undefined) current.expanded = false;
  current = name;
  name.expanded = true;
  const control = tapped;
  card.show(name, layerOf(area), hide, control && { kind: kindOf(control), press: () => press(control) });
}

const kindOf = (control: Element): "mail" | "other" =>
  /^\s*mailto:/i.test(native(control, "getAttribute")("href") ?? "") ? "mail" : "other";

function nameOf(event: Event): Named | undefined {
  if (inCard(event)) return current;
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

function inCard(event: Event): boolean {
  return card !== undefined && event.composedPath().includes(card);
}

function isKeyboardFocus(event: FocusEvent): boolean {
  const [focused] = event.composedPath();
  return focused instanceof Element && native(focused, "matches")(":focus-visible");
}
