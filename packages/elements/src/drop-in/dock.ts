import { defineElement } from "../define/registry.ts";
import { native } from "../dom/native.ts";
import type { LiveDock } from "../live-dock/live-dock.ts";
import { pageAround } from "../provider/frames.ts";
import { pageProvider } from "../provider/page.ts";
import type { ChatSurface } from "../provider/provider.ts";

/** What the page's options say about the dock. */
export interface DockOptions {
  readonly prefix: string;
  /** Language of the dock; undefined: that of the page. */
  readonly lang: string | undefined;
  /** Its position, as `<live-dock place>` reads it. */
  readonly place?: string | undefined;
}

/**
 * Adds a dock to a page without one, so that a signed-in viewer sees messages on every page with names. Its code is
 * loaded once the page is online and idle, or when the page has lost its dock. A frame within a page that has chats
 * itself gets none.
 *
 * @returns removes it again
 */
export function addDock({ prefix, lang, place }: DockOptions): () => void {
  const provider = pageProvider();
  let dock: LiveDock | undefined;
  let wanted = true;

  const isThere = (): boolean =>
    provider.chats !== undefined || native(document, "getElementsByTagName")(`${prefix}-dock`).length > 0;
  const add = async (): Promise<ChatSurface | undefined> => {
    if (!wanted || isThere() || pageAround(true)) return provider.chats;
    const { LiveDock } = await import("../live-dock/live-dock.ts");
    // While it was loading, a first click on a name may have added one.
    if (!wanted || isThere() || !defineElement(LiveDock)) return provider.chats;
    dock ??= new LiveDock();
    if (lang !== undefined) dock.lang = lang;
    if (place !== undefined) dock.place = place;
    dock.stay();
    return dock;
  };
  provider.summon = add;
  const look = (): void => {
    if (provider.state.name !== "online") return;
    stopLooking();
    // Names work without this code; a click on one loads it again.
    whenIdle(() => void add().catch(() => {}));
  };
  const stopLooking = provider.subscribe(look);
  look();
  return () => {
    wanted = false;
    provider.summon = undefined;
    stopLooking();
    dock?.leave();
  };
}

function whenIdle(task: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(task, { timeout: 5_000 });
  else setTimeout(task, 1_000);
}
