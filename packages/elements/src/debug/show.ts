import type { Provider } from "../provider/provider.ts";
import { showPanel } from "./panel.ts";

let hide: (() => void) | undefined;

/**
 * For pages that use the npm package: shows the panel about what their code has done so far. Further calls do nothing.
 *
 * @returns removes the panel
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
