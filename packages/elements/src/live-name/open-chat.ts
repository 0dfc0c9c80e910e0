import { LiveOpenEvent } from "../events/live-open.ts";
import { pageProvider } from "../provider/page.ts";

/**
 * Open a chat where the page has its chats; a page without a dock gets one. Not signed in, it is sign-in
 * that opens. A listener of `live-open` may prevent all of it.
 */
export async function openChat(from: Element, person: string, name: string): Promise<void> {
  if (!from.dispatchEvent(new LiveOpenEvent(person, name))) return;
  const provider = pageProvider();
  if (provider.state.name === "not-configured") return;
  if (provider.state.name === "signed-out") return provider.signIn();
  if (provider.chats === undefined) {
    const [{ LiveDock }, { ensureDefined }] = await Promise.all([
      import("../live-dock/live-dock.ts"),
      import("../define/registry.ts"),
    ]);
    ensureDefined(LiveDock);
    if (provider.chats === undefined) document.body.append(new LiveDock());
  }
  provider.chats?.open(person, name);
}
