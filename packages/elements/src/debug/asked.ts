import { elementPrefix } from "../define/registry.ts";
import type { Provider } from "../provider/provider.ts";

/** Whether the page's address asks for the panel: `?livename-debug`. */
export const isDebugAsked = (): boolean =>
  typeof location === "object" && new URLSearchParams(location.search).has("livename-debug");

/** Shows the panel if the page's address asks for it. Its code is loaded only then. */
export function debugIfAsked(provider: () => Provider): void {
  if (isDebugAsked()) void import("./show.ts").then(({ showDebug }) => showDebug(provider(), elementPrefix()));
}
