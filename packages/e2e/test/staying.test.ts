// What others see of somebody who reloads, leaves, goes back, or loses the network.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchChromium, putToSleep } from "../src/harness/browser.ts";
import { type CommandServer, startCommandServer } from "../src/harness/command.ts";
import { type FaultyProxy, startFaultyProxy } from "../src/harness/faulty-proxy.ts";
import { barePage, online, told, toldAtLast, watchWithoutGap } from "../src/harness/live-page.ts";
import { type Site, startSite } from "../src/harness/site.ts";

describe("what a watcher sees of somebody", () => {
  let server: CommandServer;
  let browser: Browser;
  let site: Site;
  let proxy: FaultyProxy;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    site = await startSite({});
    server = await startCommandServer({ origins: [`http://127.0.0.1:${site.port}`] });
    proxy = await startFaultyProxy({ port: server.port });
    site.pages.set("/watcher", { body: barePage(server.url) });
    site.pages.set("/page", { body: barePage(`http://127.0.0.1:${proxy.port}`) });
    site.pages.set("/other", { body: barePage(`http://127.0.0.1:${proxy.port}`) });
    site.pages.set("/slow", { body: barePage(`http://127.0.0.1:${proxy.port}`), delayMs: 4_000 });
    site.pages.set("/plain", { body: "<!doctype html><title>No names here</title>" });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await site?.close();
    await server?.dispose();
  });
  afterEach(async () => {
    proxy.heal();
    for (const context of contexts.splice(0)) await context.close();
  });

  async function open(as: string, path: string): Promise<Page> {
    const context = await browser.newContext();
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${site.port}${path}?as=${as}`);
    await online(page);
    return page;
  }

  /** A page of the person, and another page that has seen her available. */
  async function watched(who: string): Promise<{ page: Page; watcher: Page }> {
    const page = await open(who, "/page");
    const watcher = await open("amy", "/watcher");
    await watchWithoutGap(watcher, `${who}@example.com`, "available");
    return { page, watcher };
  }

  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it("no change by reloads, other pages, a slow page, and the page cache", async () => {
    const { page, watcher } = await watched("lucia");
    for (let round = 0; round < 3; round++) {
      await page.reload();
      await online(page);
    }
    await page.goto(`http://127.0.0.1:${site.port}/other`);
    await online(page);
    await page.goto(`http://127.0.0.1:${site.port}/slow`);
    await online(page);
    await page.goto(`http://127.0.0.1:${site.port}/plain`);
    await page.goBack({ waitUntil: "commit" });
    await online(page);
    // Longer than any grace: what was going to be seen has been seen.
    await pause(16_000);
    expect(await told(watcher)).toEqual(["available"]);
  });

  it("offline within 20 s of closing the tab, not before the grace of 10 s is over", async () => {
    const { page, watcher } = await watched("kenji");
    const began = Date.now();
    await page.close({ runBeforeUnload: false });
    await toldAtLast(watcher, "offline", 20_000);
    expect(Date.now() - began).toBeGreaterThan(8_000);
    expect(await told(watcher)).toEqual(["available", "offline"]);
  });

  it("offline within 60 s of a network that dies without a word; back without a reload when it lives again", async () => {
    const { page, watcher } = await watched("yusuf");
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    proxy.swallow();
    await toldAtLast(watcher, "offline", 60_000);
    proxy.heal();
    await toldAtLast(watcher, "available", 60_000);
    expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
    expect(await told(watcher)).toEqual(["available", "offline", "available"]);
  }, 180_000);

  it("offline within 60 s of a machine that falls asleep; back without a reload when it wakes", async () => {
    const laptop = await launchChromium();
    let wake = () => {};
    try {
      const page = await laptop.newPage();
      await page.goto(`http://127.0.0.1:${site.port}/page?as=ingrid`);
      await online(page);
      const origin = await page.evaluate(() => performance.timeOrigin);
      const watcher = await open("amy", "/watcher");
      await watchWithoutGap(watcher, "ingrid@example.com", "available");
      const began = Date.now();
      wake = await putToSleep(laptop);
      await toldAtLast(watcher, "offline", 60_000);
      // Not before the silence was long enough to be one, and the grace was over.
      expect(Date.now() - began).toBeGreaterThan(15_000);
      wake();
      await toldAtLast(watcher, "available", 60_000);
      expect(await page.evaluate(() => performance.timeOrigin)).toBe(origin);
      expect(await told(watcher)).toEqual(["available", "offline", "available"]);
    } finally {
      wake();
      await laptop.close();
    }
  }, 180_000);

  it("nothing of a connection that is cut and comes back", async () => {
    const { page, watcher } = await watched("hannah");
    proxy.cut();
    await page.waitForFunction(async () => (await window.livename!.ready!).state.name !== "online");
    await page.waitForFunction(async () => (await window.livename!.ready!).state.name === "online");
    await pause(16_000);
    expect(await told(watcher)).toEqual(["available"]);
  });
});
