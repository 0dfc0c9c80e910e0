import type { LiveCard } from "../card/live-card.ts";
import { native } from "../dom/native.ts";
import { LiveCardEvent } from "../events/live-card.ts";
import { closesFirst } from "../overlay/escape.ts";
import { activeElement } from "../overlay/focus.ts";
import { layerOf } from "../overlay/layer.ts";
import type { Named } from "./named.ts";

/** One card serves the page. */
let card: LiveCard | undefined;
/** The name whose card is open. */
export let current: Named | undefined;
/** The name whose card is to be open once the delay is over. */
export let wanted: Named | undefined;
/** Its card was not opened by a pointer, so a pointer that was never on it cannot close it by leaving. */
export let pinned: Named | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Where the focus was when it went into the card. */
let before: Element | undefined;
/** The control of the page that was tapped; its card offers to press it. */
let tapped: Element | undefined;
/** The card's press of that control is under way. It belongs to the page. */
export let pressing = false;

export const inCard = (event: Event): boolean => card !== undefined && event.composedPath().includes(card);

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

/** After a delay, open the card of this name, or close the one that is open. A later call replaces an earlier one. */
export function schedule(name: Named | undefined, delayMs: number): void {
  if (name === undefined && current === undefined && wanted === undefined) return;
  clearTimeout(timer);
  wanted = name;
  // A pointer that passes over a card which was not opened by it does not close it by leaving.
  if (pinned !== name) pinned = undefined;
  timer = setTimeout(() => {
    if (name === undefined) hide();
    else if (name !== current) void show(name);
  }, delayMs);
}

/** Open a name's card that stays until something else is pressed or gets the focus. */
export function pin(name: Named): void {
  schedule(name, 0);
  pinned = name;
}

/** As {@link pin}, also where the card of this name is open already. */
export function openCard(name: Named): void {
  hide();
  pin(name);
}

/** Opens the card in place of the page's control, which the card offers to press. */
export function openTapped(name: Named, control: Element | undefined): void {
  schedule(name, 0);
  tapped = control;
}

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

/** For a name that is served no longer. */
export function leave(name: Named): void {
  if (wanted === name) schedule(undefined, 0);
  if (current === name) hide();
}

/** The card stands elsewhere in the document than its name; for the Tab key it follows the name. */
export function tab(event: KeyboardEvent, isOnName: boolean): void {
  if (card === undefined || current === undefined) return;
  const [first] = card.stops;
  if (!inCard(event)) {
    if (event.shiftKey || first === undefined || !isOnName) return;
    before = activeElement();
    first.focus();
    event.preventDefault();
    return;
  }
  if (event.shiftKey ? card.focused && card.focused !== first : card.focused !== card.stops.at(-1)) return;
  giveBack(current);
  // Forwards, the browser goes on from the name.
  if (event.shiftKey) event.preventDefault();
}

/** Gives the focus back to where it was before the card, else to the name. */
export function giveBack(name: Named | undefined): void {
  if (name === undefined) return;
  if (before instanceof HTMLElement && native(before, "isConnected")) native(before, "focus")();
  else name.focus();
  before = undefined;
}

async function show(name: Named): Promise<void> {
  const { area } = name;
  // The card that is open belongs to another name, so it closes even when this one has none.
  if (name.noCard || (name.person === "" && !name.several) || !native(area, "isConnected") || !name.stands) {
    hide();
    return;
  }
  const [{ LiveCard }, { ensureDefined }] = await Promise.all([
    import("../card/live-card.ts"),
    import("../define/registry.ts"),
  ]);
  // While it was loading, the pointer may have left.
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

function press(control: Element): void {
  pressing = true;
  if (control instanceof HTMLElement) control.click();
  else control.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, composed: true }));
  pressing = false;
}

const kindOf = (control: Element): "mail" | "other" =>
  /^\s*mailto:/i.test(native(control, "getAttribute")("href") ?? "") ? "mail" : "other";
