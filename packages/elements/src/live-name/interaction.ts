import type { LiveCard } from "../card/live-card.ts";
import { LiveCardEvent } from "../events/live-card.ts";
import type { LiveName } from "./live-name.ts";

/** How long a pointer rests on a name before its card opens, and how long it may be away before it closes. */
export const HOVER = { openMs: 350, closeMs: 300 } as const;

// One set of listeners serves all names of a page: two thousand names cost no listener each.
const names = new Map<EventTarget, LiveName>();
let card: LiveCard | undefined;
let current: LiveName | undefined;
let wanted: LiveName | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
/** The pointer that went down last: a tap's focus and click belong together. */
let pointer = "";
/** Escape was the last thing pressed: the focus that comes back with it opens nothing again. */
let escaped = false;
/** Its card was asked for with something else than the name: a pointer that was never on it cannot leave it. */
let pinned: LiveName | undefined;

const listeners: { readonly [K in keyof DocumentEventMap]?: (event: DocumentEventMap[K]) => void } = {
  pointerover: (event) => {
    if (event.pointerType === "touch") return;
    const name = nameOf(event);
    if (name === undefined) return pinned === undefined ? schedule(undefined, HOVER.closeMs) : undefined;
    if (name === current) return schedule(name, 0);
    if (name !== wanted) schedule(name, HOVER.openMs);
  },
  pointerdown: (event) => {
    pointer = event.pointerType;
    escaped = false;
    if (nameOf(event) === undefined) hide();
  },
  focusin: (event) => {
    const name = nameOf(event);
    if (name === undefined) return hide();
    // Only the keyboard's focus opens: a pointer's is followed by its own click.
    if (name !== current && !escaped && isKeyboardFocus(event)) schedule(name, 0);
  },
  focusout: (event) => {
    if (nameOf(event) === current && event.relatedTarget === null && !current?.area.matches(":hover"))
      schedule(undefined, HOVER.closeMs);
  },
  click: (event) => {
    const name = nameOf(event);
    if (name === undefined || name.inControl || inCard(event)) return;
    if (pointer === "touch" && !name.noCard) {
      if (current === name) hide();
      else schedule(name, 0);
      return;
    }
    // Around a badge the text is the page's own, whose clicks are not ours.
    if (name.area === name || event.composedPath().includes(name)) act(name);
  },
  keydown: (event) => {
    escaped = event.key === "Escape";
    if (event.key === "Escape" && current !== undefined) {
      const returnFocus = inCard(event) ? current : undefined;
      hide();
      returnFocus?.focus();
      event.stopPropagation();
      // Else it would close the page's own dialog around the name too.
      event.preventDefault();
      return;
    }
    const name = nameOf(event);
    if (name === undefined || name.inControl || inCard(event)) return;
    if (name.area !== name && !event.composedPath().includes(name)) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act(name);
    }
  },
};

/** Serve a name while it is connected; the function returned ends that. */
export function handleNames(name: LiveName): () => void {
  if (names.size === 0) {
    for (const [type, listener] of Object.entries(listeners)) {
      document.addEventListener(type, listener as EventListener, type === "keydown");
    }
  }
  const { area } = name;
  names.set(area, name);
  return () => {
    if (names.get(area) === name) names.delete(area);
    if (wanted === name) schedule(undefined, 0);
    if (current === name) hide();
    if (names.size > 0) return;
    for (const [type, listener] of Object.entries(listeners)) {
      document.removeEventListener(type, listener as EventListener, type === "keydown");
    }
  };
}

/** Close the card that is open, at once. */
export function hide(): void {
  clearTimeout(timer);
  wanted = undefined;
  pinned = undefined;
  if (current !== undefined) current.expanded = false;
  current = undefined;
  card?.close();
}

/** Open a name's card at once; it stays until something else is pressed or gets the focus. */
export function openCard(name: LiveName): void {
  hide();
  schedule(name, 0);
  pinned = name;
}

function act(name: LiveName): void {
  hide();
  void name.open();
}

/** The one decision that waits: which name's card is to stand open, undefined for none. */
function schedule(name: LiveName | undefined, delayMs: number): void {
  if (name === undefined && current === undefined && wanted === undefined) return;
  clearTimeout(timer);
  wanted = name;
  pinned = undefined;
  timer = setTimeout(() => {
    if (name === undefined) hide();
    else if (name !== current) void show(name);
  }, delayMs);
}

async function show(name: LiveName): Promise<void> {
  if (name.noCard || name.person === "" || !name.isConnected || !name.stands) return;
  const [{ LiveCard }, { ensureDefined }] = await Promise.all([
    import("../card/live-card.ts"),
    import("../define/registry.ts"),
  ]);
  // While it was loading, the pointer may have gone.
  if (wanted !== name || !name.isConnected || !name.dispatchEvent(new LiveCardEvent(name.person))) return;
  if (card === undefined) {
    ensureDefined(LiveCard);
    card = new LiveCard();
  }
  if (current !== undefined) current.expanded = false;
  current = name;
  name.expanded = true;
  card.show(name, hide);
}

function nameOf(event: Event): LiveName | undefined {
  for (const node of event.composedPath()) {
    const name = names.get(node);
    if (name !== undefined) return name;
  }
  return undefined;
}

function inCard(event: Event): boolean {
  return card !== undefined && event.composedPath().includes(card);
}

function isKeyboardFocus(event: FocusEvent): boolean {
  const [focused] = event.composedPath();
  return focused instanceof Element && focused.matches(":focus-visible");
}
