// Two thousand people on one page, in Chromium, against the built command.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode, readClientFrame } from "@livename/wire";
import { Method } from "@livename/wire/frame";
import { presenceUnwatch, presenceWatch } from "@livename/wire/handlers";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium, listenToComplaints, recordFrames, type SeenFrame } from "../src/harness/browser.ts";
import { type CommandServer, PORTAL, startCommandServer } from "../src/harness/command.ts";
import { online } from "../src/harness/live-page.ts";
import { icon } from "../src/harness/names.ts";

const MANY = 2_000;
const ALL_WATCHED = 300;

describe("many names on a page", () => {
  let server: CommandServer;
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "livename-many-"));
    const numbers = Array.from({ length: MANY }, (_, number) => number);
    const rows = numbers.map((number) => `person${number}@example.com,Person ${number}`);
    const people = join(folder, "people.csv");
    // Two real columns of the portal's file; its own people are there too.
    const portal = readFileSync(join(PORTAL, "people.csv"), "utf8").split("\n").slice(1);
    writeFileSync(
      people,
      [
        "address,name",
        ...rows,
        ...portal.filter((line) => line !== "").map((line) => line.split(",").slice(0, 2).join(",")),
      ].join("\n"),
    );
    const site = join(folder, "site");
    const page = (count: number) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${count} names</title>
      <link rel="icon" href="data:,"><script src="/livename.js" data-scan></script><ul>
      ${numbers
        .slice(0, count)
        .map((n) => `<li><a href="mailto:person${n}@example.com">Person ${n}</a></li>`)
        .join("\n")}</ul>`;
    mkdirSync(site);
    writeFileSync(join(site, "many.html"), page(MANY));
    writeFileSync(join(site, "few.html"), page(ALL_WATCHED));
    [server, browser] = await Promise.all([
      // Longer than the time that this test lets pass on the page's clock, during which no ping comes.
      startCommandServer({ people, site, config: { identity: { demo: true }, limits: { pingMs: 60_000 } } }),
      launchChromium(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.dispose();
    if (folder) rmSync(folder, { recursive: true });
  });

  const commands = (frames: readonly SeenFrame[]) =>
    frames.filter(({ direction }) => direction === "sent").flatMap(({ bytes }) => readClientFrame(bytes));

  const watched = (frames: readonly SeenFrame[]): string[] =>
    commands(frames)
      .filter(({ method }) => method === Method.PRESENCE_WATCH)
      .flatMap(({ payload }) => decode(presenceWatch.read, payload).items.map(({ person }) => person));

  const unwatched = (frames: readonly SeenFrame[]): number =>
    commands(frames)
      .filter(({ method }) => method === Method.PRESENCE_UNWATCH)
      .reduce((sum, { payload }) => sum + decode(presenceUnwatch.read, payload).people.length, 0);

  /** People whose name stands within a screen of the viewport now. */
  const near = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLAnchorElement>('[href^="mailto:"]')]
        .filter((name) => {
          const { top, bottom } = name.getBoundingClientRect();
          return bottom >= -innerHeight && top <= 2 * innerHeight;
        })
        .map((name) => name.pathname),
    );

  async function open(path: string) {
    const page = await (await browser.newContext()).newPage();
    const complaints = listenToComplaints(page);
    const sockets: string[] = [];
    page.on("websocket", (socket) => sockets.push(socket.url()));
    const frames = await recordFrames(page.context(), page);
    await page.goto(`${server.url}${path}?as=amy`);
    await online(page);
    return { page, complaints, sockets, frames };
  }

  it(`P11: up to ${ALL_WATCHED} people are all watched`, async () => {
    const { page, complaints, sockets, frames } = await open("/few.html");
    await expect.poll(() => page.locator("[data-livename]").count(), { timeout: 20_000 }).toBe(ALL_WATCHED);
    expect(new Set(watched(frames)).size).toBe(ALL_WATCHED);
    expect(watched(frames)).toHaveLength(ALL_WATCHED);
    expect(sockets).toHaveLength(1);
    expect(complaints.all).toEqual([]);
    await page.context().close();
  });

  it(`P11: of ${MANY} those within a screen are watched, scrolling brings others, who leave is kept 30 s`, async () => {
    const { page, complaints, sockets, frames } = await open("/many.html");
    await icon(page, "person0@example.com", "offline").waitFor();
    const first = await near(page);
    expect(first.length).toBeGreaterThan(20);
    expect(first.length).toBeLessThan(ALL_WATCHED);
    await expect.poll(() => first.filter((person) => !watched(frames).includes(person))).toEqual([]);
    // While the page was being scanned, no more than a small page's worth was watched besides.
    expect(watched(frames).length).toBeLessThanOrEqual(ALL_WATCHED + first.length);
    // All have been found when nobody else is watched any more.
    let before = 0;
    const isSame = (): boolean => {
      const [last, now] = [before, watched(frames).length];
      before = now;
      return last === now;
    };
    await expect.poll(isSame, { interval: 1_000 }).toBe(true);

    await page.clock.install();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await icon(page, `person${MANY - 1}@example.com`, "offline").waitFor();
    const last = await near(page);
    await expect.poll(() => last.filter((person) => !watched(frames).includes(person))).toEqual([]);
    expect(watched(frames).length - before).toBe(last.length);

    const atFirst = unwatched(frames);
    await page.clock.runFor(29_000);
    expect(unwatched(frames)).toBe(atFirst);
    // Back within the time: nobody is asked for again.
    await page.evaluate(() => scrollTo(0, 0));
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(undefined))));
    await icon(page, "person0@example.com", "offline").waitFor();
    expect(watched(frames)).toHaveLength(before + last.length);
    await page.clock.runFor(32_000);
    await expect.poll(() => unwatched(frames)).toBe(atFirst + last.length);

    expect(sockets).toHaveLength(1);
    expect(complaints.all).toEqual([]);
    await page.context().close();
  });
});
