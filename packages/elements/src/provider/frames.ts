import { native } from "../dom/native.ts";
import { pageProvider, providerOf } from "./page.ts";
import type { Provider } from "./provider.ts";

/** A page around this one, of the same origin, that is live for the same viewer. */
export interface PageAround {
  readonly provider: Provider;
  /** The frame in that page which this page stands in. */
  readonly frame: Element;
}

/**
 * The outermost page of this origin that has chats of its own for this viewer; undefined when that is this page.
 *
 * @param maybe one that has yet to learn who its viewer is counts, too
 */
export function pageAround(maybe = false): PageAround | undefined {
  let found: PageAround | undefined;
  for (let view: Window = window; view !== view.parent; view = view.parent) {
    const frame = frameOf(view);
    const provider = frame && providerOf(view.parent);
    if (provider && isSameViewer(provider, maybe)) found = { provider, frame };
  }
  return found;
}

/** Undefined in a frame of another origin. */
function frameOf(view: Window): Element | undefined {
  try {
    const { frameElement } = view;
    return frameElement && native(frameElement, "isConnected") ? frameElement : undefined;
  } catch {
    return undefined;
  }
}

function isSameViewer({ client, state }: Provider, maybe: boolean): boolean {
  const own = pageProvider().client;
  if (state.name === "signed-out" || !client || client.origin !== own?.origin) return false;
  const id = client.self?.id;
  return id === undefined ? maybe : id === own.self?.id;
}
