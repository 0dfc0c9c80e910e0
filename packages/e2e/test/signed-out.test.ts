// A page that visitors open who are not signed in: nothing of it changes, and there is one place to sign in.
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { axeFindings } from "../src/harness/accessibility.ts";
import { launchChromium } from "../src/harness/browser.ts";
import { type CommandServer, startCommandServer } from "../src/harness/command.ts";
import { card, icon } from "../src/harness/names.ts";
import { type Site, startSite } from "../src/harness/site.ts";

const PASSWORD = "an untold secret";

let browser: Browser;
let server: CommandServer;
let site: Site;
let origin: string;
/** All that pages wrote on their consoles. */
const said: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  site = await startSite({ "/no-token": { status: 204, body: "" } });
  origin = `http://127.0.0.1:${site.port}`;
  server = await startCommandServer({ origins: [origin] });
  await server.setPassword("amy@example.com", PASSWORD);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await server?.dispose();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  expect(said.splice(0)).toEqual([]);
});

const tag = (attributes: string): string => `<script src="${server.url}/livename.js" ${attributes}></script>`;
const NAMES = `<main><h1>People</h1><p>Ask <a href="mailto:lucia@example.com">Lucía</a> or <a href="mailto:stranger@elsewhere.example">Stranger</a>.</p></main>`;

async function open(body: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  page.on("console", (message) => void said.push(message.text()));
  page.on("pageerror", (error) => void said.push(String(error)));
  site.pages.set("/people", { body: `<!doctype html><html lang="en"><title>People</title>${body}` });
  await page.goto(`${origin}/people`);
  return page;
}

const isSignedOut = (page: Page): Promise<unknown> =>
  page.waitForFunction(async () => (await window.livename?.ready)?.state.name === "closed");
const offer = (page: Page) => page.getByRole("button", { name: "Sign in to see who is available" });

describe("somebody who is not signed in", () => {
  it("W3: sees the page as it is: no cards, nothing on the console; and one place to sign in, where the page comes alive", async () => {
    const page = await open(`${tag("data-scan")}${NAMES}`);
    await offer(page).waitFor();
    const before = await page.locator("p").innerHTML();
    for (const name of ["Lucía", "Stranger"]) {
      await page.getByRole("link", { name }).hover();
      // Longer than a card takes to open.
      await page.waitForTimeout(600);
      expect(await card(page).count(), name).toBe(0);
    }
    expect(await page.locator("p").innerHTML()).toBe(before);
    expect(await axeFindings(page)).toEqual([]);
    const [popup] = await Promise.all([page.waitForEvent("popup"), offer(page).click()]);
    await popup.getByLabel("Address").fill("amy@example.com");
    await popup.getByLabel("Password").fill(PASSWORD);
    const closed = popup.waitForEvent("close");
    await popup.getByRole("button", { name: "Sign in" }).click();
    await closed;
    await icon(page, "lucia@example.com", "offline").waitFor();
    await offer(page).waitFor({ state: "detached" });
  });

  it("is not asked again in this tab once that was not wanted", async () => {
    const page = await open(`${tag("data-scan")}${NAMES}`);
    await page.getByRole("button", { name: "Not now" }).click();
    await offer(page).waitFor({ state: "detached" });
    await page.reload();
    await isSignedOut(page);
    await page.waitForTimeout(600);
    expect(await page.locator("html > *").evaluateAll((all) => all.map(({ localName }) => localName))).toEqual([
      "head",
      "body",
    ]);
  });

  it.each([
    ["the page names nobody", `data-scan`, "<p>Nobody here.</p>"],
    ["the page has its own place to sign in", `data-scan`, `<live-status></live-status>${NAMES}`],
    ["the page wants nothing beside its names", `data-scan data-dock="off"`, NAMES],
    ["the page gives tokens and says no way to sign in", `data-scan data-token="/no-token"`, NAMES],
  ])("is offered nothing where %s", async (_why, attributes, body) => {
    const page = await open(`${tag(attributes)}${body}`);
    await isSignedOut(page);
    await page.waitForTimeout(600);
    expect(await offer(page).count()).toBe(0);
  });

  it("is led to the page's own sign-in, and by {return} back to where they were", async () => {
    const next = `/login?next={return}`;
    const page = await open(`${tag(`data-scan data-token="/no-token" data-sign-in="${next}"`)}${NAMES}`);
    await page.evaluate(() => history.replaceState(null, "", "?case=4711&b=1#notes"));
    site.pages.set("/login", { body: "<!doctype html><title>Log in</title>" });
    await offer(page).click();
    await page.waitForURL((url) => url.pathname === "/login");
    expect(new URL(page.url()).searchParams.get("next")).toBe(`${origin}/people?case=4711&b=1#notes`);
  });

  it.each([
    ["light, on a phone", { viewport: { width: 360, height: 640 } }, `lang="en"`],
    ["right to left", { viewport: { width: 500, height: 400 } }, `dir="rtl"`],
  ])("the offer is within the window: %s", async (_how, options, attributes) => {
    const page = await open(`<body ${attributes}>${tag("data-scan")}${NAMES}`, options);
    const box = (await offer(page).boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(options.viewport.width);
    await page.emulateMedia({ media: "print" });
    expect(await offer(page).isVisible()).toBe(false);
  });
});
