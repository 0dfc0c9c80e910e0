import { isDebugAsked } from "../debug/asked.ts";
import { pageProvider } from "../provider/page.ts";
import { closeBegun } from "./close-begun.ts";
import type { PageApi } from "./page.ts";

/**
 * Somebody else's elements, or those of another copy of this script, have our elements' name: the page is left to them.
 *
 * @throws Error always; the page's console says nothing of it, and the panel of `?livename-debug` all
 */
export async function standAside(prefix: string, socket: WebSocket, page: PageApi): Promise<never> {
  closeBegun(socket);
  const sentence = `<${prefix}-name> is on this page already, from another script or another copy of this one, so that this script does nothing here. Take the other one away, or give the elements of this one a name of their own, such as data-prefix="acme".`;
  if (isDebugAsked()) {
    const { showPanel } = await import("../debug/panel.ts");
    showPanel({
      provider: pageProvider(),
      way: () => "none",
      prefix,
      complaints: [],
      scans: false,
      found: () => 0,
      aside: sentence,
    });
  }
  // Whoever waits for the client learns it; where nobody does, it is no error of the page's.
  page.ready?.catch(() => {});
  throw new Error(sentence);
}
