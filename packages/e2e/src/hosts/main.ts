// `npm run hosts`: runs applications of Debian's on loopback with our script on their pages, looks at the pages, and
// compares each with what it is without the script, types into our fields on them, and writes in their editors. What was
// seen is printed; pictures go into a folder.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, BrowserContext } from "playwright";
import { launchChromium } from "../harness/browser.ts";
import { hosts } from "./all.ts";
import { chromiumTab } from "./compare/chromium-tab.ts";
import { compare, type Difference, WIDTHS } from "./compare/compare.ts";
import { firefoxTab } from "./compare/firefox-tab.ts";
import type { Tab } from "./compare/tab.ts";
import type { Host } from "./host.ts";
import { install } from "./install.ts";
import { colleagues, look } from "./look.ts";
import { PASSWORD, people } from "./people.ts";
import { savedPages, serveSaved } from "./saved.ts";
import { endSessions, type Session, startSession } from "./session.ts";
import { LISTEN, typeIntoFields } from "./typing.ts";
import { compareWriting } from "./writing.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    serve: { type: "boolean", default: false },
    out: { type: "string" },
    only: { type: "string", multiple: true, default: ["look", "compare", "type", "write"] },
    page: { type: "string", multiple: true },
    width: { type: "string", multiple: true },
    browser: { type: "string", multiple: true, default: ["chromium", "firefox"] },
  },
});
const widths = values.width?.map(Number) ?? WIDTHS;
const names = hosts.map(({ name }) => name);
/** Instead of applications: the pages that the tests compare in short. */
const SAVED = "saved";
const unknown = positionals.filter((name) => !names.includes(name) && name !== SAVED);
if (unknown.length > 0 || (values.serve && positionals.length !== 1)) {
  console.log(`Say which: ${[...names, SAVED].join(", ")}.${values.serve ? " One at a time is served." : ""}`);
  process.exit(1);
}
const chosen = positionals.length === 0 ? hosts : hosts.filter(({ name }) => positionals.includes(name));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => void endSessions().finally(() => process.exit(1)));
}

/** One application until somebody presses Ctrl-C. */
async function serve(host: Host): Promise<void> {
  const session = await startSession(host);
  await colleagues(session.livename.server.url);
  const { url, pages } = session.host;
  console.log(`\n${host.name} runs at ${url}; names are live on its pages:\n`);
  for (const page of pages) console.log(`  ${url}${page.path}`);
  const who = people.map(({ uid }) => uid).join(", ");
  if (session.host.signIn) console.log(`\nSign in as one of ${who}; the password of all is ${PASSWORD}`);
  console.log("Ctrl-C stops it.");
  await new Promise(() => {});
}

async function tabs(context: BrowserContext): Promise<Tab[]> {
  const all: Tab[] = [];
  if (values.only.length === 1 && values.only.includes("look")) return all;
  if (values.browser.includes("chromium")) all.push(await chromiumTab(context));
  if (values.browser.includes("firefox")) all.push(await firefoxTab(await context.cookies()));
  return all;
}

/** Says what was seen. @returns how much of it is wrong */
function told(what: string, faults: readonly string[]): number {
  console.log(`${what}: ${faults.length === 0 ? "as it should be" : ""}`);
  for (const fault of faults) console.log(`  ${fault}`);
  return faults.length;
}

/** What cannot be done is a fault, too; the rest is done all the same. */
const trying = (what: () => Promise<string[]>): Promise<string[]> => what().catch(({ message }: Error) => [message]);

/** @returns how many differences there were */
async function check(host: Host, session: Session, browser: Browser, out: string): Promise<number> {
  const { url, token } = session.host;
  const pages = session.host.pages.filter(({ name }) => !values.page || values.page.includes(name));
  const context = await browser.newContext({ viewport: { width: 1_280, height: 860 } });
  const seen = await look({ ...session, host: { ...session.host, pages } }, host.name, context, out);
  let count = 0;
  for (const { page, live, missing, complaints } of seen) {
    // What the application itself has on the console is not ours.
    const ours = complaints.filter((complaint) => complaint.includes(`:${new URL(session.livename.server.url).port}/`));
    count += told(`${host.name} ${page}: ${live} names are live`, [
      ...(missing ? [`not live: ${missing}`] : []),
      ...ours,
    ]);
  }
  if (token) {
    const { status } = await fetch(`${url}${token}`, { redirect: "manual" });
    count += told(`${host.name} token for nobody`, status === 204 ? [] : [`answered with ${status}`]);
  }
  const does = (what: string) => values.only.includes(what);
  const opened = await tabs(context);
  for (const tab of opened) {
    for (const { name, path } of does("compare") ? pages : []) {
      const marks = seen.find(({ page }) => page === name)!.live;
      const faults = await trying(async () => {
        const differences = await compare(tab, `${url}${path}`, { widths, marks });
        keep(differences, join(out, `${host.name}-${name}`));
        return lines(differences);
      });
      count += told(`${host.name} ${name} in ${tab.browser}, with and without the script`, faults);
    }
    if (does("type")) await tab.before(LISTEN);
    for (const { name, path } of does("type") ? pages : []) {
      const faults = await trying(async () => {
        await tab.open(`${url}${path}`, true, { width: 1_280, height: 900 });
        return typeIntoFields(tab);
      });
      count += told(`${host.name} ${name} in ${tab.browser}, typing in our fields`, faults);
    }
  }
  if (session.host.editor && does("write")) {
    const faults = await trying(() => compareWriting(session.host, opened));
    count += told(`${host.name} writing, byte for byte`, faults);
  }
  for (const tab of opened) await tab.close();
  await context.close();
  return count;
}

/** What is the same at several widths and stages is said once. */
function lines(differences: readonly Difference[]): string[] {
  const places = new Map<string, string[]>();
  for (const { where, kind, what } of differences) {
    const line = `${kind}: ${what.replaceAll(/\s+/g, " ").slice(0, 400)}`;
    places.set(line, [...(places.get(line) ?? []), where]);
  }
  return [...places].map(([line, where]) => `${line}\n    ${where.join("; ")}`);
}

function keep(differences: readonly Difference[], path: string): void {
  for (const { where, picture } of differences) {
    if (picture) writeFileSync(`${path}-${where.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.png`, picture);
  }
}

/** Every saved page, at each width and stage. @returns how many differences there were */
async function checkSaved(browser: Browser, out: string): Promise<number> {
  const saved = await serveSaved();
  const opened = await tabs(await browser.newContext());
  let count = 0;
  for (const page of savedPages.filter(({ file }) => !values.page || values.page.includes(file))) {
    for (const tab of opened) {
      const differences = await compare(tab, saved.addressOf(page), { widths, marks: page.marks });
      count += told(`${page.file} in ${tab.browser}: ${page.marks} names are live`, lines(differences));
      keep(differences, join(out, page.file.replace(/\..*/, "")));
    }
  }
  for (const tab of opened) await tab.close();
  await saved.close();
  return count;
}

async function main(): Promise<number> {
  const isSaved = positionals.includes(SAVED);
  if (!isSaved) await install(chosen);
  if (values.serve) {
    await serve(chosen[0]!);
    return 0;
  }
  const out = values.out ?? mkdtempSync(join(tmpdir(), "livename-hosts-pictures-"));
  mkdirSync(out, { recursive: true });
  const browser = await launchChromium();
  let count = isSaved ? await checkSaved(browser, out) : 0;
  for (const host of isSaved ? [] : chosen) {
    const session = await startSession(host);
    const bye = await colleagues(session.livename.server.url);
    try {
      count += await check(host, session, browser, out);
    } finally {
      bye();
      await session.end();
    }
  }
  await browser.close();
  console.log(`\n${count} differences; pictures are in ${out}`);
  return count;
}

process.exit((await main()) > 0 ? 1 : 0);
