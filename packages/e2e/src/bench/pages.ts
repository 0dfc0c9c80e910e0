// T12 and the way of a status change from page to page, in Chromium, against the built command.
import type { Availability } from "@livename/client";
import type { Browser, Page } from "playwright";
import { launchChromium } from "../harness/browser.ts";
import { type CommandServer, startCommandServer } from "../harness/command.ts";
import { online } from "../harness/live-page.ts";
import { startSite } from "../harness/site.ts";
import { median, percentile } from "./figures.ts";
import { fixed, type Row } from "./row.ts";
import type { SizeOfRun } from "./size-of-run.ts";

declare global {
  interface Window {
    /** When the first presence was known, in the page's own time. */
    firstMs?: number;
    /** When a page saw a person busy and had painted it, in milliseconds since 1970. */
    seenBusy?: Record<string, number>;
  }
}

const LOADS = 25;
const PERSON = "lucia@example.com";

/** A page with one name, and a script that notes when its presence is known. */
const notingPage = (server: string): string => `<!doctype html><meta charset="utf-8"><title>First presence</title>
<script>
  window.livename = { onReady(client) {
    const watch = client.presence.watch("${PERSON}");
    watch.on("change", ({ watched }) => { window.firstMs ??= watched.status === "known" ? performance.now() : undefined; });
  } };
</script>
<script src="${server}/livename.js"></script>
<live-name person="${PERSON}">Lucía</live-name>`;

export async function measurePages(size: SizeOfRun, say: (line: string) => void): Promise<Row[]> {
  const site = await startSite({});
  const server = await startCommandServer({ origins: [`http://127.0.0.1:${site.port}`] });
  const browser = await launchChromium();
  try {
    site.pages.set("/", { body: notingPage(server.url) });
    const page = `http://127.0.0.1:${site.port}/`;
    say(`${size.changes} status changes from page to page in Chromium`);
    const changes = await changesOf(browser, server, page, size);
    say(`the first presence on ${LOADS} fresh pages`);
    const first = await firstPresences(browser, page, Math.min(LOADS, size.changes));
    return [
      {
        name: "T12",
        what: `first presence, from the start of the script, empty browser cache, median of ${first.length} loads [first]`,
        measured: `${fixed(median(first))} ms (p90 ${fixed(percentile(first, 0.9))})`,
        floor: "–",
        target: "≤ 100 ms, in one round trip (counted in frames by the tests)",
        met: median(first) <= 100,
      },
      {
        name: "page",
        what: `a status change on one page, painted on another, ${size.changes} people [page to page]`,
        measured: `${fixed(median(changes))} ms (p90 ${fixed(percentile(changes, 0.9))})`,
        floor: "–",
        target: "median ≤ 200 ms",
        met: median(changes) <= 200,
      },
    ];
  } finally {
    await browser.close();
    await site.close();
    await server.dispose();
  }
}

async function firstPresences(browser: Browser, url: string, loads: number): Promise<number[]> {
  const taken: number[] = [];
  for (let load = 0; load < loads; load++) {
    // A context of its own has a cache of its own: every load is a first visit.
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${url}?as=amy`);
    await page.waitForFunction(() => window.firstMs !== undefined);
    taken.push(
      await page.evaluate(() => {
        const scripts = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
        return window.firstMs! - scripts.find((one) => one.name.endsWith("/livename.js"))!.responseEnd;
      }),
    );
    await context.close();
  }
  return taken;
}

async function changesOf(
  browser: Browser,
  server: CommandServer,
  url: string,
  { changes: count, pauseMs }: SizeOfRun,
): Promise<number[]> {
  const people = (await peopleOf(server)).filter((address) => !address.startsWith("amy@")).slice(0, count);
  const open = async (as: string, page?: Page): Promise<Page> => {
    const opened = page ?? (await (await browser.newContext()).newPage());
    await opened.goto(`${url}?as=${encodeURIComponent(as)}`);
    await online(opened);
    return opened;
  };
  const watcher = await open("amy");
  await watcher.evaluate(async (people) => {
    const client = await window.livename!.ready!;
    window.seenBusy = {};
    client.presence.watch(people).on("change", ({ person, presence }) => {
      if (presence.availability !== "busy") return;
      requestAnimationFrame(() => {
        window.seenBusy![person] ??= performance.timeOrigin + performance.now();
      });
    });
  }, people);
  const taken: number[] = [];
  let page: Page | undefined;
  for (const person of people) {
    page = await open(person, page);
    // Coming online was a change too: the next one is told at once only when the damping (P13) is over.
    await page.waitForTimeout(pauseMs);
    const busy: Availability = "busy";
    const changed = await page.evaluate(async (busy) => {
      const client = await window.livename!.ready!;
      const at = performance.timeOrigin + performance.now();
      await client.presence.set({ availability: busy });
      return at;
    }, busy);
    await watcher.waitForFunction((person) => window.seenBusy?.[person] !== undefined, person);
    taken.push((await watcher.evaluate((person) => window.seenBusy![person]!, person)) - changed);
  }
  return taken;
}

async function peopleOf(server: CommandServer): Promise<string[]> {
  const { stdout } = await server.run("people", "list");
  return [...new Set(stdout.match(/[\w.+-]+@[\w.-]+/g) ?? [])];
}
