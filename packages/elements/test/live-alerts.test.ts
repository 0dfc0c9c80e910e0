import { type Alert, type Client, connect } from "@livename/client";
import type { Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { historyOf } from "../src/live-alerts/history.ts";
import { fieldOf, openStage, optionOf, type Stage } from "./page.ts";

let stage: Stage;
let amy: Client;
let ben: Client;
beforeAll(async () => {
  stage = await openStage();
  const as = (person: string) => connect({ url: stage.server.url, token: () => stage.server.tokenFor(person) });
  [amy, ben] = [as("amy"), as("ben")];
  await Promise.all([amy.ready, ben.ready]);
}, 60_000);
afterEach(async () => {
  const alerts = await amy.alerts.open();
  for (const rule of alerts.rules) await alerts.remove(rule);
  if (alerts.unseen.length > 0) alerts.seen(alerts.unseen.at(-1)!);
  alerts.close();
});
afterAll(async () => {
  amy?.close();
  ben?.close();
  await stage?.close();
});

const ALERTS = `<live-alerts></live-alerts>`;
const bell = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const status = (page: Page) => page.locator("live-alerts > .sr, live-alerts .sr[role=status]").first();

/** Ben's status changes at least 2 s after the one before, as others are told of them. */
async function benIs(availability: "busy" | "available"): Promise<void> {
  await new Promise((done) => setTimeout(done, 2_200));
  await ben.presence.set({ availability });
}

describe("live-alerts", () => {
  test("A1: adds a rule for a person, keeps it on all devices, and removes it", async () => {
    const page = await stage.open(ALERTS, { as: "amy" });
    await bell(page, "Alerts").click();
    const add = page.getByRole("button", { name: "Add", exact: true });
    expect(await add.isDisabled()).toBe(true);
    await fieldOf(page, "Person or group").fill("ben");
    await optionOf(page, "Ben Okonkwo").click();
    await page.getByRole("combobox", { name: "When" }).selectOption("online");
    await page.getByRole("checkbox", { name: "Only once" }).check();
    await add.click();
    await page.getByText("Comes online, once").waitFor();
    const alerts = await amy.alerts.open();
    expect(alerts.rules).toMatchObject([{ name: "Ben Okonkwo", when: "online", once: true }]);
    await page.getByRole("button", { name: "Do not tell me about Ben Okonkwo any more" }).click();
    await expect.poll(() => alerts.rules).toEqual([]);
    await page.getByText("Choose somebody, and you are told").waitFor();
    alerts.close();
    await page.context().close();
  });

  test("A5: counts, shows and says what fired, live; seen here it is seen everywhere", async () => {
    const alerts = await amy.alerts.open();
    await alerts.add("ben@example.com", "available");
    const page = await stage.open(ALERTS, { as: "amy" });
    await bell(page, "Alerts").waitFor();
    await benIs("busy");
    await benIs("available");
    await bell(page, "Alerts: 1 new").click();
    await expect.poll(() => status(page).textContent()).toBe("Ben Okonkwo is available");
    await page.locator("live-alerts .log live-name svg.status.available").waitFor();
    await page.locator(".log .line", { hasText: /^Is available · \d/ }).waitFor();
    await page.getByRole("button", { name: "Mark all as seen" }).click();
    await bell(page, "Alerts").waitFor();
    await expect.poll(() => alerts.unseen).toEqual([]);
    // It stays in sight as long as the page does.
    expect(await page.locator(".log .person").count()).toBe(1);
    alerts.close();
    await page.context().close();
  });

  test("A10: shows what is quiet and says nothing", async () => {
    const alerts = await amy.alerts.open();
    await alerts.add("ben@example.com", "status");
    await amy.presence.set({ availability: "do-not-disturb" });
    const page = await stage.open(ALERTS, { as: "amy" });
    await bell(page, "Alerts").waitFor();
    await benIs("busy");
    await bell(page, "Alerts: 1 new").waitFor();
    await page.waitForTimeout(700);
    expect(await status(page).textContent()).toBe("");
    await amy.presence.set({ availability: "available" });
    await ben.presence.set({ availability: "available" });
    await bell(page, "Alerts: 2 new").waitFor();
    await expect.poll(() => status(page).textContent()).toBe("Ben Okonkwo: Available");
    alerts.close();
    await page.context().close();
  });

  test("Escape closes the panel, with the focus back on the bell, and first the list of what was found", async () => {
    const page = await stage.open(ALERTS, { as: "amy" });
    await bell(page, "Alerts").click();
    await fieldOf(page, "Person or group").fill("cleo");
    await page.locator(".option").first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".option").first().waitFor({ state: "hidden" });
    expect(await page.locator("live-alerts .panel").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await page.locator("live-alerts .panel").waitFor({ state: "hidden" });
    // The focus follows with the panel's toggle event, a task later.
    const focused = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className);
    await expect.poll(focused).toBe("bell");
    await page.context().close();
  });

  test("has nobody's alerts when nobody is signed in", async () => {
    const page = await stage.open(ALERTS);
    expect(await bell(page, "Alerts").isDisabled()).toBe(true);
    await page.context().close();
  });

  test("left no error on any page's console", () => expect(stage.errors).toEqual([]));
});

describe("what the panel shows", () => {
  const alert = (number: number) => ({ number }) as Alert;

  test("is newest first, and what was seen stays below as seen", () => {
    const [one, two, three] = [alert(1), alert(2), alert(3)];
    const first = historyOf([], [one, two]);
    expect(first).toEqual([
      { alert: two, isNew: true },
      { alert: one, isNew: true },
    ]);
    expect(historyOf(first, [three])).toEqual([
      { alert: three, isNew: true },
      { alert: two, isNew: false },
      { alert: one, isNew: false },
    ]);
  });

  test("forgets what was seen long ago, and nothing that is new", () => {
    const many = Array.from({ length: 60 }, (_, index) => alert(index + 1));
    const all = historyOf([], many);
    expect(all).toHaveLength(60);
    expect(historyOf(all, [])).toHaveLength(50);
  });
});
