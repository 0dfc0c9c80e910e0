import { launchChromium } from "../../harness/browser.ts";
import { chromiumTab } from "./chromium-tab.ts";
import { firefoxTab } from "./firefox-tab.ts";
import type { Tab } from "./tab.ts";

/** A tab in each browser, by the browser's name. */
export interface Tabs {
  readonly of: Readonly<Record<string, Tab>>;
  close(): Promise<void>;
}

export async function openTabs(): Promise<Tabs> {
  const browser = await launchChromium();
  const of = { Chromium: await chromiumTab(await browser.newContext()), Firefox: await firefoxTab() };
  return {
    of,
    async close() {
      for (const tab of Object.values(of)) await tab.close();
      await browser.close();
    },
  };
}
