import { isDebugAsked } from "../debug/asked.ts";
import { pageProvider } from "../provider/page.ts";
import { closeBegun } from "./close-begun.ts";
import type { PageApi } from "./page.ts";

/**
 * Gives way to another script, or another copy of this one, that has already defined our elements' names.
 *
 * @throws Error always; nothing is written to the console, and the panel of `?livename-debug` explains it
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
  // Whoever waits for the client gets the error; otherwise it is not reported as an unhandled one.
  page.ready?.catch(() => {});
  throw new Error(sentence);
}
