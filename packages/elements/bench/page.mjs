// `node packages/elements/bench/page.mjs [written] [scanned] [found] [box] [over]` after `npm run build`: what names cost a page
// of the built drop-in, taken from traces of Chromium. T13: 2,000 names, as elements of the author and as links that the
// scan finds; T14: 5,000 links; a scrolling box of 500; and 2,000 names in whose lines there is no place for an icon.
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { connect } from "@livename/client";
import { startTestServer } from "@livename/testkit";
import { chromium } from "playwright";
import { frames, percentile, scriptOf, spent, traced } from "./trace.mjs";

const PEOPLE = 2_000;
const CHANGES_A_SECOND = 100;
const SCROLL_MS = 5_000;
const WRITERS = 100;
const LOADS = 5;

const people = Array.from({ length: PEOPLE }, (_, index) => `person-${index}@example.com`);
const rate = { perSecond: 10_000, burst: 10_000 };
const server = await startTestServer({
  people,
  origins: ["http://127.0.0.1:*"],
  web: fileURLToPath(new URL("../web/", import.meta.url)),
  limits: { rates: { write: rate, read: rate, signal: rate } },
});

const written = (index) => `<live-name person="${people[index % PEOPLE]}">Person ${index}</live-name>`;
const link = (index) => `<a href="mailto:${people[index % PEOPLE]}">Person ${index}</a>`;
const body = (count, name) =>
  Array.from({ length: count }, (_, index) => `<p>Ask ${name(index)} about it.</p>`).join("");
/** A picture, and a name that its author lays out as a row. */
const outside = (index) =>
  index % 2 === 0
    ? `<a style="display: inline-flex" href="mailto:${people[index % PEOPLE]}">Person ${index}</a>`
    : `<img alt="Person ${index}" width="24" height="24" src="data:," data-person="${people[index % PEOPLE]}">`;
const PAGES = {
  written: { html: body(PEOPLE, written), scan: "", what: `T13 ${PEOPLE} names written as elements [page]` },
  scanned: { html: body(PEOPLE, link), scan: "data-scan", what: `T13 ${PEOPLE} names found by the scan [page]` },
  found: { html: body(5_000, link), scan: "data-scan", what: "T14 5,000 links [scan]" },
  box: {
    html: `<div id="box" style="block-size: 300px; overflow: auto">${body(500, link)}</div>${"<p>Text.</p>".repeat(100)}`,
    scan: "data-scan",
    what: "Scrolling a box of 500 names found by the scan",
  },
  over: { html: body(PEOPLE, outside), scan: "data-scan", what: `${PEOPLE} names whose icons stand over the page` },
};
const site = createServer(({ url }, response) => {
  const { html, scan } = PAGES[new URL(url, "http://site").pathname.slice(1)] ?? { html: "", scan: "" };
  response.setHeader("content-type", "text/html");
  response.end(
    `<!doctype html><meta charset="utf-8"><title>Names</title><body>${html}<script src="${server.url}/livename.js" ${scan}></script>`,
  );
});
await new Promise((done) => site.listen(0, "127.0.0.1", done));

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
const cdp = await page.context().newCDPSession(page);
const ms = (value) => `${value.toFixed(1)} ms`;
const median = (values) => percentile(values, 0.5);
const worst = (values) => `p99 ${ms(percentile(values, 0.99))}, worst ${ms(Math.max(...values))}`;

async function load(name) {
  await page.goto(`http://127.0.0.1:${site.address().port}/${name}?as=person-0`);
  await page.waitForFunction(() => window.livename?.ready !== undefined);
  await page.waitForTimeout(2_500);
}

/** Traces of several loads of a page. */
async function loads(name) {
  await load(name);
  const traces = [];
  for (let count = 0; count < LOADS; count++) traces.push(await traced(cdp, () => load(name)));
  return traces;
}

const writers = people
  .slice(0, WRITERS)
  .map((person) => connect({ url: server.url, token: () => server.tokenFor(person) }));
await Promise.all(writers.map((writer) => writer.ready));

/** What scrolling costs while statuses change; up and down over the people who change, so that it is in sight. */
async function scrolled(selector) {
  let changes = 0;
  const changing = setInterval(() => {
    const availability = Math.floor(changes / WRITERS) % 2 === 0 ? "busy" : "away";
    writers[changes++ % WRITERS].presence.set({ availability }).catch(() => {});
  }, 1_000 / CHANGES_A_SECOND);
  const trace = await traced(cdp, () =>
    page.evaluate(
      async ([length, selector]) => {
        const scroller = selector ? document.querySelector(selector) : document.scrollingElement;
        const until = performance.now() + length;
        for (let at = 0; performance.now() < until; at += 20) {
          scroller.scrollTop = Math.abs((at % 6_000) - 3_000);
          await new Promise(requestAnimationFrame);
        }
      },
      [SCROLL_MS, selector],
    ),
  );
  clearInterval(changing);
  const rate = (changes / (SCROLL_MS / 1_000)).toFixed(0);
  console.log(
    `  scrolling, ${rate} changes/s         ${worst(frames(trace))} of script, style and layout in 16.7 ms (target ≤ 8 ms)`,
  );
}

/** What one change of one person who is in sight costs. */
async function changed() {
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(1_000);
  const costs = [];
  for (let count = 0; count < 8; count++) {
    const trace = await traced(cdp, async () => {
      await writers[0].presence.set({ availability: count % 2 === 0 ? "busy" : "away" });
      await page.waitForTimeout(700);
    });
    costs.push(Math.max(0, ...scriptOf(trace)));
  }
  console.log(`  one change of one person      ${worst(costs)} of script in 16.7 ms (target ≤ 4 ms)`);
}

async function made(name) {
  const all = (await loads(name)).map(spent);
  console.log(
    `  script to make them live      ${ms(median(all.map(({ script }) => script)))} (median of ${LOADS}; target ≤ 50 ms)`,
  );
  console.log(`  style and layout beside it    ${ms(median(all.map(({ layout }) => layout)))}`);
}

const MEASURES = {
  written: async () => [await made("written"), await scrolled()],
  scanned: async () => [await made("scanned"), await scrolled()],
  found: async () => {
    const all = (await loads("found")).map(frames);
    const worsts = all.map((frames) => Math.max(...frames));
    console.log(
      `  script, style and layout in any 16.7 ms of the load: worst ${ms(median(worsts))} (median of ${LOADS}; of all ${ms(Math.max(...worsts))}; target ≤ 16 ms)`,
    );
  },
  box: async () => [await load("box"), await scrolled("#box")],
  over: async () => [await load("over"), await scrolled(), await changed()],
};
const asked = process.argv.slice(2);
for (const [name, measure] of Object.entries(MEASURES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(PAGES[name].what);
  await measure();
}

for (const writer of writers) writer.close();
await browser.close();
site.close();
await server.close();
