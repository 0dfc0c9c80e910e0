import { defineElement } from "../define/registry.ts";
import { pageProvider } from "../provider/page.ts";

/**
 * Gives a page without a dock one of its own, so that a viewer who is signed in sees what others write wherever
 * there are names. Its code is loaded once the page is live and idle.
 *
 * @param lang language of the dock; undefined: that of the page
 * @returns takes it away again
 */
export function addDock(prefix: string, lang: string | undefined): () => void {
  const provider = pageProvider();
  let dock: HTMLElement | undefined;
  let wanted = true;

  const isThere = (): boolean =>
    provider.chats !== undefined || document.getElementsByTagName(`${prefix}-dock`).length > 0;
  const add = async (): Promise<void> => {
    if (!wanted || isThere()) return;
    const { LiveDock } = await import("../live-dock/live-dock.ts");
    // While it was loading, a first click on a name may have brought one.
    if (!wanted || isThere() || !defineElement(LiveDock)) return;
    dock = document.createElement(`${prefix}-dock`);
    if (lang !== undefined) dock.lang = lang;
    document.body.append(dock);
  };
  const look = (): void => {
    if (provider.state.name !== "online") return;
    stopLooking();
    // Without the code the page still has its names; a click on one asks for it again.
    whenIdle(() => void add().catch(() => {}));
  };
  const stopLooking = provider.subscribe(look);
  look();
  return () => {
    wanted = false;
    stopLooking();
    dock?.remove();
  };
}

function whenIdle(task: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(task, { timeout: 5_000 });
  else setTimeout(task, 1_000);
}
