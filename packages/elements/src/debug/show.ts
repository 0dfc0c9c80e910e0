import type { Provider } from "../provider/provider.ts";
import { showPanel } from "./panel.ts";

let hide: (() => void) | undefined;

/**
 * For pages that take the package: the panel of what their own code has done so far. Once, however often asked.
 *
 * @returns takes it away
 */
export function showDebug(provider: Provider, prefix: string): () => void {
  hide ??= showPanel({
    provider,
    way: () => (provider.client === undefined ? "none" : "provided"),
    prefix,
    complaints: [],
    scans: false,
    found: () => 0,
  });
  return () => {
    hide?.();
    hide = undefined;
  };
}
