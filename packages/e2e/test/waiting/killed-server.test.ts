// The server is killed under load and started again, ten times: pages recover by themselves, and nothing that was
// acknowledged is lost, doubled or out of order.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../src/harness/browser.ts";
import { type CommandServer, startCommandServer } from "../../src/harness/command.ts";
import { barePage, online } from "../../src/harness/live-page.ts";
import { type Site, startSite } from "../../src/harness/site.ts";

declare global {
  interface Window {
    /** Texts whose sending was acknowledged, in the order of their acknowledgements. */
    acknowledged?: string[];
    stopTalking?: boolean;
    /** Resolves when nothing is being sent any more. */
    talked?: Promise<void>;
  }
}

/** The short form of the soak run makes do with fewer. */
const KILLS = Number(process.env.LIVENAME_KILLS ?? 10);

describe("a server that is killed under load", () => {
  let server: CommandServer;
  let browser: Browser;
  let site: Site;
  beforeAll(async () => {
    site = await startSite({});
    server = await startCommandServer({ origins: [`http://127.0.0.1:${site.port}`] });
    site.pages.set("/", { body: barePage(server.url) });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await server?.dispose();
  });

  async function open(as: string): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`http://127.0.0.1:${site.port}/?as=${as}`);
    await online(page);
    return page;
  }

  const stateOf = (page: Page) => page.evaluate(async () => (await window.livename!.ready!).state.name);

  /** Sends one message after the other, five under way at a time, and notes what was acknowledged. */
  const talk = (page: Page, to: string) =>
    page.evaluate(async (to) => {
      const client = await window.livename!.ready!;
      const chat = await client.conversations.open(to);
      const acknowledged: string[] = [];
      window.acknowledged = acknowledged;
      let made = 0;
      const speak = async () => {
        while (!window.stopTalking) {
          const text = `message ${made++}`;
          await chat.send(text).then(
            () => acknowledged.push(text),
            () => undefined,
          );
        }
      };
      window.talked = Promise.all([speak(), speak(), speak(), speak(), speak()]).then(() => undefined);
    }, to);

  it(`comes back ${KILLS} times without a reload; every acknowledged message is there once, in order`, async () => {
    const pairs = [
      ["amy", "lucia"],
      ["kenji", "yusuf"],
    ] as const;
    const pages = await Promise.all(pairs.map(([from]) => open(from)));
    const idle = await Promise.all([open("hannah"), open("priya")]);
    const all = [...pages, ...idle];
    let reloads = 0;
    for (const page of all) page.on("framenavigated", () => reloads++);
    const documents = await Promise.all(all.map((page) => page.evaluate(() => performance.timeOrigin)));
    await Promise.all(pages.map((page, index) => talk(page, `${pairs[index]![1]}@example.com`)));

    for (let kill = 0; kill < KILLS; kill++) {
      const before = await Promise.all(pages.map((page) => page.evaluate(() => window.acknowledged!.length)));
      // Under load: every page gets on before the next kill.
      for (const [index, page] of pages.entries()) {
        await page.waitForFunction((count) => window.acknowledged!.length > count + 20, before[index]!, {
          timeout: 60_000,
        });
      }
      await server.kill();
      await server.start();
    }
    const texts = await Promise.all(
      pages.map((page) =>
        page.evaluate(async () => {
          window.stopTalking = true;
          await window.talked;
          return window.acknowledged!;
        }),
      ),
    );

    for (const [index, [from, to]] of pairs.entries()) {
      const reader = await open(to);
      const log = await reader.evaluate(async (from) => {
        const client = await window.livename!.ready!;
        const chat = await client.conversations.open(`${from}@example.com`);
        while (chat.hasEarlier) await chat.earlier();
        return chat.messages.map(({ number, text }) => ({ number, text }));
      }, from);
      expect(log.map(({ number }) => number)).toEqual(log.map((_, at) => at + 1));
      const kept = log.map(({ text }) => text);
      // Texts were numbered as they were sent: in order and each once, whether or not their answer arrived.
      const sent = kept.map((text) => Number(text.slice("message ".length)));
      expect(sent).toEqual([...new Set(sent)].sort((a, b) => a - b));
      const acknowledged = new Set(texts[index]!);
      expect(kept.filter((text) => acknowledged.has(text))).toEqual(texts[index]!);
      expect(texts[index]!.length).toBeGreaterThan(KILLS * 20);
      await reader.context().close();
    }
    await expect.poll(() => Promise.all(all.map(stateOf)), { timeout: 30_000 }).toEqual(all.map(() => "online"));
    expect(await Promise.all(all.map((page) => page.evaluate(() => performance.timeOrigin)))).toEqual(documents);
    expect(reloads).toBe(0);
  }, 240_000);
});
