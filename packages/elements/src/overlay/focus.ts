import { native } from "../dom/native.ts";

/**
 * For a panel's `beforetoggle`: the focus goes back to what opened the panel before the panel closes, since the browser
 * takes it from whatever is hidden.
 */
export function focusOpener(event: Event, opener: HTMLElement | null | undefined): void {
  const panel = event.currentTarget;
  if (event.target !== panel || !(panel instanceof HTMLElement) || (event as ToggleEvent).newState === "open") return;
  const root = panel.getRootNode() as Document | ShadowRoot;
  if (panel.contains(root.activeElement)) opener?.focus();
}

/** What has the keyboard, within open shadow trees too. */
export function activeElement(): Element | undefined {
  let active = native(document, "activeElement");
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active ?? undefined;
}
