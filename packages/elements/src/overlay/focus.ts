import { native } from "../dom/native.ts";

/**
 * For a panel's `beforetoggle`: moves the focus back to the opener before the panel closes, because browsers remove the
 * focus from hidden elements.
 */
export function focusOpener(event: Event, opener: HTMLElement | null | undefined): void {
  const panel = event.currentTarget;
  if (event.target !== panel || !(panel instanceof HTMLElement) || (event as ToggleEvent).newState === "open") return;
  const root = panel.getRootNode() as Document | ShadowRoot;
  if (panel.contains(root.activeElement)) opener?.focus();
}

/** The focused element, also within open shadow trees. */
export function activeElement(): Element | undefined {
  let active = native(document, "activeElement");
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active ?? undefined;
}
