// `node packages/elements/bench/page.mjs` after `npm run build`: prints T13, what 2,000 names cost a page of the
// built drop-in, taken from a trace of Chromium.
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { connect } from "@livename/client";
import { startTestServer } from "@livename/testkit";
import { chromium } from "playwright-core";

const NAMES = 2_000;
const CHANGES_A_SECOND = 100;
const SCROLL_MS = 5_000;
const WRITERS = 100;

const people = Array.from({ length: NAMES }, (_, index) => `person-${index}@example.com`);
const rate = { perSecond: 10_000, burst: 10_000 };
const server = await startTestServer({
  people,
  origins: ["http://127.0.0.1:*"],
  web: fileURLToPath(new URL("../web/", import.meta.url)),
  limits: { rates: { write: rate, read: rate, signal: rate } },
});
const rows = people.map(
  (person, index) => `<p>Ask <live-name person="${person}">Person ${index}</live-name> about it.</p>`,
);
const html = `<!doctype html><meta charset="utf-8"><title>Names</title><body>${rows.join("")}<script src="${server.url}/livename.js"></script>`;
const site = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
await new Promise((done) => site.listen(0, "127.0.0.1", done));

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
const cdp = await page.context().newCDPSession(page);

/** All events of a trace that is taken while `work` runs. */
async function traced(work) {
  const events = [];
  const take = ({ value }) => events.push(...value);
  cdp.on("Tracing.dataCollected", take);
  await cdp.send("Tracing.start", {
    categories: "devtools.timeline,disabled-by-default-devtools.timeline,v8,toplevel",
    transferMode: "ReportEvents",
  });
  await work();
  const complete = new Promise((done) => cdp.once("Tracing.tracingComplete", done));
  await cdp.send("Tracing.end");
  await complete;
  cdp.off("Tracing.dataCollected", take);
  return events;
}

// Most of what an element does, it does in a microtask.
const SCRIPT = new Set([
  "BlinkScheduler_PerformMicrotaskCheckpoint",
  "EvaluateScript",
  "v8.evaluateModule",
  "FunctionCall",
  "RunMicrotasks",
  "v8.compile",
  "v8.compileModule",
]);
const LAYOUT = new Set(["UpdateLayoutTree", "Layout"]);

/** The outermost events of some names, on the thread that renders the page. */
function outermost(events, names) {
  const marks = events.filter(({ ph, name }) => ph === "X" && names.has(name));
  const thread = mainThread(events);
  const sorted = marks.filter(({ pid, tid }) => `${pid} ${tid}` === thread).sort((a, b) => a.ts - b.ts);
  let end = 0;
  return sorted.filter(({ ts, dur = 0 }) => {
    if (ts < end) return false;
    end = ts + dur;
    return true;
  });
}

/** The thread on which most script ran: the page's, since nothing else runs any. */
function mainThread(events) {
  const spent = new Map();
  for (const { ph, name, pid, tid, dur = 0 } of events) {
    if (ph === "X" && SCRIPT.has(name)) spent.set(`${pid} ${tid}`, (spent.get(`${pid} ${tid}`) ?? 0) + dur);
  }
  return [...spent].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Time on the processor where the trace has it, so that what else runs on the machine does not count. */
const spentMs = ({ tdur, dur = 0 }) => (tdur ?? dur) / 1_000;
const total = (events) => events.reduce((sum, event) => sum + spentMs(event), 0);
const percentile = (values, part) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;
const ms = (value) => `${value.toFixed(1)} ms`;

const url = `http://127.0.0.1:${site.address().port}/?as=person-0`;
await page.goto(url);
await page.waitForTimeout(2_000);
const begun = [];
for (let load = 0; load < 5; load++) {
  const trace = await traced(async () => {
    await page.goto(url);
    await page.waitForFunction(() => customElements.get("live-name") !== undefined);
    await page.waitForTimeout(2_000);
  });
  begun.push({ script: total(outermost(trace, SCRIPT)), layout: total(outermost(trace, LAYOUT)) });
}

const writers = people
  .slice(0, WRITERS)
  .map((person) => connect({ url: server.url, token: () => server.tokenFor(person) }));
await Promise.all(writers.map((writer) => writer.ready));
let changes = 0;
const changing = setInterval(() => {
  const writer = writers[changes % WRITERS];
  writer.presence.set({ availability: Math.floor(changes / WRITERS) % 2 === 0 ? "busy" : "away" }).catch(() => {});
  changes++;
}, 1_000 / CHANGES_A_SECOND);

const scroll = await traced(() =>
  page.evaluate(async (length) => {
    const until = performance.now() + length;
    for (let at = 0; performance.now() < until; at += 20) {
      // Up and down over the people who change, so that what changes is in sight.
      scrollTo(0, Math.abs((at % 6_000) - 3_000));
      await new Promise(requestAnimationFrame);
    }
  }, SCROLL_MS),
);
clearInterval(changing);

const work = outermost(scroll, new Set([...SCRIPT, ...LAYOUT]));
const frames = new Map();
for (const event of work) {
  const frame = Math.floor(event.ts / 16_667);
  frames.set(frame, (frames.get(frame) ?? 0) + spentMs(event));
}
const spent = [...frames.values()];
console.log(`T13 ${NAMES} names [page]`);
console.log(
  `  script to make them live      ${ms(
    percentile(
      begun.map(({ script }) => script),
      0.5,
    ),
  )} (median of ${begun.length}; target ≤ 50 ms)`,
);
console.log(
  `  style and layout beside it    ${ms(
    percentile(
      begun.map(({ layout }) => layout),
      0.5,
    ),
  )}`,
);
console.log(
  `  scrolling, ${(changes / (SCROLL_MS / 1_000)).toFixed(0)} changes/s         p99 ${ms(percentile(spent, 0.99))}, worst ${ms(Math.max(...spent))} of script, style and layout in 16.7 ms (target ≤ 8 ms)`,
);

for (const writer of writers) writer.close();
await browser.close();
site.close();
await server.close();
