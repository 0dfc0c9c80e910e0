// "People here" for others, when somebody leaves a page and comes back to it with the back button.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../src/harness/browser.ts";
import { type CommandServer, startCommandServer } from "../../src/harness/command.ts";
import { barePage, online } from "../../src/harness/live-page.ts";
import { type Site, startSite } from "../../src/harness/site.ts";

describe("the page cache", () => {
  let server: CommandServer;
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    site = await startSite({});
    server = await startCommandServer({ origins: [`http://127.0.0.1:${site.port}`] });
    site.pages.set("/ticket", { body: `${barePage(server.url)}<live-place place="ticket:1"></live-place>` });
    site.pages.set("/plain", { body: "<!doctype html><title>Nobody here</title>" });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await server?.dispose();
  });

  async function open(as: string): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`http://127.0.0.1:${site.port}/ticket?as=${as}`);
    await online(page);
    return page;
  }
  /** What Chromium says of a page that it did not keep. */
  const whyNot = (page: Page): Promise<string> =>
    page.evaluate(() => {
      const [navigation] = performance.getEntriesByType("navigation") as (PerformanceEntry & {
        notRestoredReasons?: unknown;
      })[];
      return JSON.stringify(navigation?.notRestoredReasons ?? "nothing said");
    });
  const here = (page: Page, count: string) => page.locator("live-place").getByText(count, { exact: true });

  it("L6: who comes back by the back button is here for the others, and stays", async () => {
    const amy = await open("amy");
    const lucia = await open("lucia");
    await here(amy, "2 people here").waitFor();
    // Chromium need not keep a page, and says why at the page's next navigation: it is asked three times.
    for (let round = 1, kept = false; !kept; round++) {
      await lucia.evaluate(() => Object.assign(window, { sameDocument: true }));
      await lucia.goto(`http://127.0.0.1:${site.port}/plain`);
      await lucia.goBack({ waitUntil: "commit" });
      await here(lucia, "2 people here").waitFor();
      kept = await lucia.evaluate(() => "sameDocument" in window);
      if (round === 3) expect(kept, `the page came from the cache; else why not: ${await whyNot(lucia)}`).toBe(true);
    }
    // Longer than the time in which a session that came back names its places, and than its grace.
    await amy.waitForTimeout(16_000);
    await here(amy, "2 people here").waitFor();
    await lucia.goto(`http://127.0.0.1:${site.port}/plain`);
    await here(amy, "1 person here").waitFor();
  });
});
