import { debugIfAsked } from "./debug/asked.ts";
import { defineElement, useElementPrefix } from "./define/registry.ts";
import { LiveAlerts } from "./live-alerts/live-alerts.ts";
import { LiveChart } from "./live-chart/live-chart.ts";
import { LiveChat } from "./live-chat/live-chat.ts";
import { LiveContacts } from "./live-contacts/live-contacts.ts";
import { LiveDock } from "./live-dock/live-dock.ts";
import { LiveList } from "./live-list/live-list.ts";
import { LiveName } from "./live-name/live-name.ts";
import { LivePlace } from "./live-place/live-place.ts";
import { LivePrivacy } from "./live-privacy/live-privacy.ts";
import { LiveSearch } from "./live-search/live-search.ts";
import { LiveStatus } from "./live-status/live-status.ts";
import { pageProvider } from "./provider/page.ts";

/** How the elements are named. */
export interface DefineOptions {
  /** What stands before `-name`, `-status` and the others. @default "live" */
  prefix?: string;
}

/** Register all elements. Nothing is registered on import; calling this twice does no harm. */
export function define(options: DefineOptions = {}): void {
  useElementPrefix(options.prefix ?? "live");
  for (const element of [
    LiveName,
    LiveChart,
    LiveContacts,
    LiveStatus,
    LivePlace,
    LiveChat,
    LiveDock,
    LiveList,
    LiveSearch,
    LivePrivacy,
    LiveAlerts,
  ])
    defineElement(element);
  debugIfAsked(pageProvider);
}
