import { LiveOpenEvent } from "../events/live-open.ts";
import { pageAround } from "../provider/frames.ts";
import { pageProvider } from "../provider/page.ts";

/**
 * Open a chat in the page's dock; a page without one gets one. In a frame of the same origin, the page around it shows
 * the chat. When nobody is signed in, it opens sign-in instead. A listener of `live-open` may prevent all of this.
 */
export async function openChat(from: Element, person: string, name: string): Promise<void> {
  if (!from.dispatchEvent(new LiveOpenEvent(person, name))) return;
  const provider = pageProvider();
  if (provider.state.name === "not-configured") return;
  if (provider.state.name === "signed-out") return provider.signIn();
  const around = pageAround();
  const there = around && (around.provider.chats ?? (await around.provider.summon?.()));
  if (there) return there.open(person, name, around.frame);
  const { ownDock } = await import("./own.ts");
  const chats = provider.chats ?? ownDock();
  chats.open(person, name, from);
}
