// Many pages in real browsers at the same time, forty in `npm run soak` and a third of them in `npm test`: reloads,
// closed tabs, second devices, crashes, sleep, cut and dead networks. One page watches them all and writes down each change with its moment.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium, putToSleep } from "../../src/harness/browser.ts";
import { type CommandServer, startCommandServer } from "../../src/harness/command.ts";
import { type FaultyProxy, startFaultyProxy } from "../../src/harness/faulty-proxy.ts";
import { barePage, online } from "../../src/harness/live-page.ts";
import { type Site, startSite } from "../../src/harness/site.ts";

interface Change {
  readonly who: string;
  readonly availability: string;
  readonly atMs: number;
}

declare global {
  interface Window {
    /** Every change of availability that the page was told of. */
    changes?: Change[];
  }
}

/** Where somebody's page reaches the server: at once, or through a network that the test breaks. */
type Road = "direct" | "cut" | "silent";

interface Kind {
  readonly what: string;
  readonly people: number;
  readonly road?: Road;
  /** On a machine of its own. */
  readonly laptop?: boolean;
  /** Offline at the earliest and at the latest, milliseconds after it began; undefined for never. */
  readonly gone?: readonly [number, number];
}

const KINDS: readonly Kind[] = [
  { what: "reloads", people: 10 },
  { what: "second device closed", people: 6 },
  { what: "closed", people: 6, gone: [8_000, 20_000] },
  { what: "crashed", people: 4, gone: [8_000, 20_000] },
  { what: "cut", people: 5, road: "cut" },
  { what: "silent", people: 5, road: "silent", gone: [13_000, 60_000] },
  { what: "asleep for a moment", people: 4, laptop: true },
];
/** Forty pages are more than two cores can do beside other tests, and then it is they that are seen to go. */
const SHARE = process.env.LIVENAME_CROWD === "full" ? 1 : 3;
const ASLEEP_MS = 8_000;
/** Pages that load at the same time. All at once on two cores are slow, which is not what is measured. */
const LOADING = 4;
/** A page that was away for longer, because the machine is slow, may be seen to leave: the grace is 10 s. */
const AWAY_MS = 9_000;
/** Whatever was going to be seen has been seen. */
const OVER_MS = 62_000;

describe("many people in parallel", () => {
  const loading = turns(LOADING);
  const folder = mkdtempSync(join(tmpdir(), "livename-many-"));
  const cast = KINDS.flatMap((kind) => Array.from({ length: Math.ceil(kind.people / SHARE) }, () => kind)).map(
    (kind, at) => ({
      ...{ kind, name: `person-${at}`, address: `person-${at}@example.com` },
    }),
  );
  const proxies: FaultyProxy[] = [];
  let server: CommandServer;
  let site: Site;
  let browser: Browser;
  let laptop: Browser;

  beforeAll(async () => {
    const people = join(folder, "people.csv");
    writeFileSync(people, ["address,name", ...["watcher", ...cast.map(({ name }) => name)].map(row)].join("\n"));
    site = await startSite({});
    server = await startCommandServer({ people, origins: [`http://127.0.0.1:${site.port}`] });
    proxies.push(await startFaultyProxy({ port: server.port }), await startFaultyProxy({ port: server.port }));
    site.pages.set("/direct", { body: barePage(server.url) });
    site.pages.set("/cut", { body: barePage(`http://127.0.0.1:${proxies[0]!.port}`) });
    site.pages.set("/silent", { body: barePage(`http://127.0.0.1:${proxies[1]!.port}`) });
    [browser, laptop] = await Promise.all([launchChromium(), launchChromium()]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), laptop?.close()]);
    for (const proxy of proxies) await proxy.close();
    await site?.close();
    await server?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(machine: Browser, as: string, road: Road = "direct"): Promise<Page> {
    const page = await (await machine.newContext()).newPage();
    await loading(async () => {
      await page.goto(`http://127.0.0.1:${site.port}/${road}?as=${as}`, { timeout: 90_000 });
      await online(page);
    });
    return page;
  }

  it("S11, S12, F19: no flap within the grace, no ghost 20 s after a close and 60 s after a silent loss", async () => {
    const pages = new Map<string, Page>();
    await Promise.all(
      cast.map(async ({ name, kind }) => {
        pages.set(name, await open(kind.laptop ? laptop : browser, name, kind.road));
      }),
    );
    const watcher = await open(browser, "watcher");
    await watcher.evaluate(
      async (people) => {
        const client = await window.livename!.ready!;
        const watch = client.presence.watch(people);
        window.changes = [];
        watch.on("change", ({ person, presence, previous }) => {
          if (presence.availability === previous.availability) return;
          window.changes!.push({ who: person, availability: presence.availability, atMs: Date.now() });
        });
      },
      cast.map(({ address }) => address),
    );
    await watcher.waitForFunction((count) => window.changes!.length === count, cast.length);
    const came = await watcher.evaluate(() => window.changes!.splice(0));
    expect(came.map(({ availability }) => availability)).toEqual(cast.map(() => "available"));

    const began = new Map<string, number>();
    const start = (name: string): void => void began.set(name, Date.now());
    /** When it had happened, which on a busy machine is later than when it was asked for. */
    const done = new Map<string, number>();
    const slow = new Set<string>();
    const deeds: Record<string, (name: string, page: Page) => Promise<unknown>> = {
      async reloads(name, page) {
        start(name);
        for (let round = 0; round < 2; round++) {
          await loading(async () => {
            const leftMs = Date.now();
            await page.reload();
            await online(page);
            if (Date.now() - leftMs > AWAY_MS) slow.add(name);
          });
        }
      },
      async "second device closed"(name, page) {
        const second = await open(browser, name);
        start(name);
        await (Number(name.slice(-1)) % 2 ? page : second).close();
      },
      async closed(name, page) {
        start(name);
        await page.close();
        done.set(name, Date.now());
      },
      async crashed(name, page) {
        const debug = await page.context().newCDPSession(page);
        const crashed = page.waitForEvent("crash", { timeout: 30_000 });
        start(name);
        // Nobody is left to answer.
        void debug.send("Page.crash").catch(() => undefined);
        await crashed;
        done.set(name, Date.now());
      },
    };
    const asleep = async (): Promise<void> => {
      for (const { name, kind } of cast) if (kind.laptop) start(name);
      const wake = await putToSleep(laptop);
      await new Promise((resolve) => setTimeout(resolve, ASLEEP_MS));
      wake();
    };
    for (const { name, kind } of cast) if (kind.road) start(name);
    proxies[0]!.cut();
    proxies[1]!.swallow();
    await Promise.all([
      asleep(),
      ...cast.map(async ({ name, kind }) => {
        await deeds[kind.what]?.(name, pages.get(name)!);
      }),
    ]);
    await new Promise((resolve) => setTimeout(resolve, OVER_MS));

    const changes = await watcher.evaluate(() => window.changes!);
    expect(slow.size, "reloads that took too long to tell anything").toBeLessThanOrEqual(Math.ceil(5 / SHARE));
    for (const { name, address, kind } of cast) {
      if (slow.has(name)) continue;
      const seen = changes.filter(({ who }) => who === address);
      const said = `${name}, ${kind.what}: ${seen.map((one) => `${one.availability} after ${one.atMs - began.get(name)!} ms`)}`;
      expect(
        seen.map(({ availability }) => availability),
        said,
      ).toEqual(kind.gone ? ["offline"] : []);
      if (!kind.gone) continue;
      expect(seen[0]!.atMs - began.get(name)!, said).toBeGreaterThan(kind.gone[0]);
      expect(seen[0]!.atMs - (done.get(name) ?? began.get(name)!), said).toBeLessThan(kind.gone[1]);
    }
  }, 600_000);
});

/** Runs what it is given, so many at a time, in the order in which they asked. */
function turns(places: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: Array<() => void> = [];
  let free = places;
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

function row(name: string): string {
  return `${name}@example.com,${name}`;
}
