import { native } from "../dom/native.ts";
import { pageProvider, providerOf } from "./page.ts";
import type { Provider } from "./provider.ts";

/** A page around this one, of the same origin, with the same viewer signed in. */
export interface PageAround {
  readonly provider: Provider;
  /** The frame in that page that contains this page. */
  readonly frame: Element;
}

/**
 * The outermost page around this one that can show chats for this viewer; undefined when there is none.
 *
 * @param maybe include pages whose viewer is not known yet
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
