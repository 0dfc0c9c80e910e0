// What others see of somebody who reloads, leaves, goes back, or loses the network.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { launchChromium, putToSleep } from "../../src/harness/browser.ts";
import { type CommandServer, startCommandServer } from "../../src/harness/command.ts";
import { type FaultyProxy, startFaultyProxy } from "../../src/harness/faulty-proxy.ts";
import { barePage, online, told, toldAtLast, watchWithoutGap } from "../../src/harness/live-page.ts";
import { type Site, startSite } from "../../src/harness/site.ts";

// Side by side, for they mostly wait: each has a person and a network of its own.
describe.concurrent("what a watcher sees of somebody", () => {
  let server: CommandServer;
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    site = await startSite({});
    server = await startCommandServer({ origins: [`http://127.0.0.1:${site.port}`] });
    site.pages.set("/watcher", { body: barePage(server.url) });
    site.pages.set("/plain", { body: "<!doctype html><title>No names here</title>" });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await server?.dispose();
  });

  const at = (path: string) => `http://127.0.0.1:${site.port}${path}`;

  async function open(test: TestContext, address: string): Promise<Page> {
    const context = await browser.newContext();
    test.onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(address);
    await online(page);
    return page;
  }

  /** Pages under `/<who>` that reach the server by a proxy of their own. */
  async function network(test: TestContext, who: string): Promise<FaultyProxy> {
    const proxy = await startFaultyProxy({ port: server.port });
    test.onTestFinished(() => proxy.close());
    const body = barePage(`http://127.0.0.1:${proxy.port}`);
    site.pages.set(`/${who}/page`, { body });
    site.pages.set(`/${who}/other`, { body });
    site.pages.set(`/${who}/slow`, { body, delayMs: 4_000 });
    return proxy;
  }

  /** A page that has seen the person available. */
  async function watcherOf(test: TestContext, who: string): Promise<Page> {
    const watcher = await open(test, at("/watcher?as=amy"));
    await watchWithoutGap(watcher, `${who}@example.com`, "available");
    return watcher;
  }

  async function watched(test: TestContext, who: string) {
    const proxy = await network(test, who);
    const page = await open(test, at(`/${who}/page?as=${who}`));
    return { proxy, page, watcher: await watcherOf(test, who) };
  }

  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it("no change by reloads, other pages, a slow page, and the page cache", async (test) => {
    const { page, watcher } = await watched(test, "lucia");
    for (let round = 0; round < 3; round++) {
      await page.reload();
      await online(page);
    }
    await page.goto(at("/lucia/other"));
    await online(page);
    await page.goto(at("/lucia/slow"));
    await online(page);
    await page.goto(at("/plain"));
    await page.goBack({ waitUntil: "commit" });
    await online(page);
    // Longer than any grace: what was going to be seen has been seen.
    await pause(16_000);
    expect(await told(watcher)).toEqual(["available"]);
  });

  it("offline within 20 s of closing the tab, not before the grace of 10 s is over", async (test) => {
    const { page, watcher } = await watched(test, "kenji");
    const began = Date.now();
    await page.close({ runBeforeUnload: false });
    await toldAtLast(watcher, "offline", 20_000);
    expect(Date.now() - began).toBeGreaterThan(8_000);
    expect(await told(watcher)).toEqual(["available", "offline"]);
  });

  it("offline within 60 s of a network that dies without a word; back without a reload when it lives again", async (test) => {
    const { proxy, page, watcher } = await watched(test, "yusuf");
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    proxy.swallow();
    await toldAtLast(watcher, "offline", 60_000);
    proxy.heal();
    await toldAtLast(watcher, "available", 60_000);
    expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
    expect(await told(watcher)).toEqual(["available", "offline", "available"]);
  }, 180_000);

  it("offline within 60 s of a machine that falls asleep; back without a reload when it wakes", async (test) => {
    await network(test, "ingrid");
    const laptop = await launchChromium();
    let wake = () => {};
    try {
      const page = await laptop.newPage();
      await page.goto(at("/ingrid/page?as=ingrid"));
      await online(page);
      const origin = await page.evaluate(() => performance.timeOrigin);
      const watcher = await watcherOf(test, "ingrid");
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

  it("nothing of a connection that is cut and comes back", async (test) => {
    const { proxy, page, watcher } = await watched(test, "hannah");
    proxy.cut();
    await page.waitForFunction(async () => (await window.livename!.ready!).state.name !== "online");
    await page.waitForFunction(async () => (await window.livename!.ready!).state.name === "online");
    await pause(16_000);
    expect(await told(watcher)).toEqual(["available"]);
  });
});
