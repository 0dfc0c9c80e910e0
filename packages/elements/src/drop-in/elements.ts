import { defineElement, type ElementClass, useElementPrefix } from "../define/registry.ts";
import { native } from "../dom/native.ts";
import { LiveName } from "../live-name/live-name.ts";

/** Loaded when the page has such an element, so that a page of names loads names only. */
const onDemand: Readonly<Record<string, () => Promise<ElementClass>>> = {
  status: async () => (await import("../live-status/live-status.ts")).LiveStatus,
  place: async () => (await import("../live-place/live-place.ts")).LivePlace,
  chat: async () => (await import("../live-chat/live-chat.ts")).LiveChat,
  dock: async () => (await import("../live-dock/live-dock.ts")).LiveDock,
  search: async () => (await import("../live-search/live-search.ts")).LiveSearch,
  chart: async () => (await import("../live-chart/live-chart.ts")).LiveChart,
  contacts: async () => (await import("../live-contacts/live-contacts.ts")).LiveContacts,
  list: async () => (await import("../live-list/live-list.ts")).LiveList,
  privacy: async () => (await import("../live-privacy/live-privacy.ts")).LivePrivacy,
  alerts: async () => (await import("../live-alerts/live-alerts.ts")).LiveAlerts,
};

/**
 * Defines `<prefix-name>` now and the other elements as soon as the page has one of them.
 *
 * @returns `stop` stops waiting for the others; browsers keep what is defined. `taken` are the names, without prefix,
 * that another script has defined.
 */
export function defineAsNeeded(prefix: string): { stop(): void; readonly taken: readonly string[] } {
  useElementPrefix(prefix);
  defineElement(LiveName);
  const taken = Object.keys(onDemand).filter((noun) => customElements.get(`${prefix}-${noun}`));
  const waiting = new Map(
    Object.entries(onDemand)
      .filter(([noun]) => !taken.includes(noun))
      .map(([noun, load]) => [native(document, "getElementsByTagName")(`${prefix}-${noun}`), load]),
  );
  const look = (): void => {
    for (const [elements, load] of waiting) {
      if (elements.length === 0) continue;
      waiting.delete(elements);
      void load().then(defineElement);
    }
    if (waiting.size === 0) observer.disconnect();
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
  look();
  return { stop: () => observer.disconnect(), taken };
}
