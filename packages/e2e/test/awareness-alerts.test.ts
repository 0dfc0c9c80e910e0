// "Tell me when", on the portal, by hand, in Chromium, against the built command.
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { axeFindings } from "../src/harness/accessibility.ts";
import { type Complaints, launchChromium, listenToComplaints } from "../src/harness/browser.ts";
import { type CommandServer, PORTAL, startCommandServer } from "../src/harness/command.ts";
import { fieldOf, optionOf } from "../src/harness/fields.ts";
import { online } from "../src/harness/live-page.ts";
import { icon } from "../src/harness/names.ts";

/** P18: for so long after its start a server does not know who was there before. */
const START_MS = 20_000;

let server: CommandServer;
let browser: Browser;
let started: number;
const opened: { page: Page; complaints: Complaints }[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startCommandServer({ site: PORTAL }), launchChromium()]);
  started = Date.now();
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});
afterEach(async () => {
  const complaints = opened.flatMap((one) => one.complaints.all);
  for (const { page } of opened.splice(0)) await page.context().close();
  expect(complaints).toEqual([]);
});

async function open(as: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  opened.push({ page, complaints: listenToComplaints(page) });
  await page.goto(`${server.url}/people.html?as=${as}`);
  await online(page);
  return page;
}

const bell = (page: Page, name: string) => page.locator("live-alerts").getByRole("button", { name, exact: true });

async function tellMe(page: Page, query: string, name: string, event: string): Promise<void> {
  await page.locator("live-alerts .bell").click();
  const panel = page.locator("live-alerts");
  // One after the other, so that a failure says what was missing: the panel, or what is in it.
  await panel.locator(".panel:popover-open").waitFor();
  await panel.locator("h2.telling").waitFor();
  await fieldOf(panel, "Person or group").fill(query);
  await optionOf(panel, name).click();
  await panel.getByRole("combobox", { name: "When" }).selectOption({ label: event });
  await panel.getByRole("button", { name: "Add", exact: true }).click();
  await panel.locator(".rules .line", { hasText: event }).first().waitFor();
}

describe("alerts on the portal", () => {
  it("A5: what fired while Mike was away is there when he signs in, counted, and seen once for all his devices", async () => {
    const mike = await open("mike");
    await tellMe(mike, "amy", "Amy Currie", "Comes online");
    await mike.context().close();
    const lucia = await open("lucia");
    await lucia.waitForTimeout(Math.max(0, started + START_MS + 1_000 - Date.now()));
    await open("amy");
    await icon(lucia, "amy@example.com", "available").waitFor();

    const [back, phone] = [await open("mike"), await open("mike")];
    await bell(phone, "Alerts: 1 new").waitFor();
    await bell(back, "Alerts: 1 new").click();
    const log = back.locator("live-alerts .log");
    await log.locator("live-name svg.status.available").waitFor();
    expect((await log.locator("live-name").textContent())?.trim()).toBe("Amy Currie");
    await log.locator(".line", { hasText: /^Came online · \d/ }).waitFor();
    await back.getByRole("button", { name: "Mark all as seen" }).click();
    await Promise.all([bell(back, "Alerts").waitFor(), bell(phone, "Alerts").waitFor()]);
  });

  it("A3: one who is there is told at once, in sight and aloud", async () => {
    const [mike, hannah] = [await open("mike"), await open("hannah")];
    const status = (availability: "busy" | "available") =>
      hannah.evaluate(async (availability) => {
        await (await window.livename!.ready!).presence.set({ availability });
      }, availability);
    await status("busy");
    await icon(mike, "hannah@example.com", "busy").waitFor();
    await tellMe(mike, "hannah", "Hannah Weiss", "Is available");
    await mike.keyboard.press("Escape");
    await status("available");
    await bell(mike, "Alerts: 1 new").waitFor();
    await expect
      .poll(() => mike.locator('live-alerts > [role="status"], live-alerts .sr[role="status"]').first().textContent())
      .toBe("Hannah Weiss is available");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`axe finds nothing in the open panel, ${colorScheme}`, async () => {
      const mike = await open("mike", { colorScheme });
      await tellMe(mike, "lucia", "Lucía Fernández", "Changes status");
      expect(await axeFindings(mike, "live-alerts")).toEqual([]);
      await fieldOf(mike, "Person or group").fill("a");
      await mike.locator("live-alerts .option").nth(1).waitFor();
      expect(await axeFindings(mike, "live-alerts")).toEqual([]);
    });
  }
});
