import { type Client, connect } from "@livename/client";
import type { Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openStage, type Stage } from "./page.ts";

let stage: Stage;
let amy: Client;
let ben: Client;
beforeAll(async () => {
  stage = await openStage();
  [amy, ben] = ["amy", "ben"].map((person) =>
    connect({ url: stage.server.url, token: () => stage.server.tokenFor(person) }),
  ) as [Client, Client];
  await ben.ready;
}, 60_000);
afterAll(async () => {
  amy?.close();
  ben?.close();
  await stage?.close();
});

const DOCK = `<live-name person="amy@example.com">Amy</live-name> <live-dock></live-dock>`;
const told = (page: Page) => page.locator("live-dock").getByRole("region", { name: "Alerts" });
/** Waits for Amy to be available, once, and makes her so. */
async function becomeAvailable(): Promise<void> {
  const alerts = await ben.alerts.open();
  await amy.presence.set({ availability: "busy" });
  await alerts.add("amy@example.com", "available", { once: true });
  await amy.presence.set({ availability: "available" });
  await expect.poll(() => alerts.unseen.at(-1)?.name).toBe("Amy Currie");
  await expect.poll(() => alerts.rules).toEqual([]);
  alerts.close();
}
/** No test sees what another was told. */
afterEach(async () => {
  const alerts = await ben.alerts.open();
  const newest = alerts.unseen.at(-1);
  if (newest !== undefined) alerts.seen(newest);
  for (const rule of alerts.rules) await alerts.remove(rule);
  alerts.close();
});

describe("alerts where the page has nothing but a dock", () => {
  test("A5, A7: are told beside the chats, on the next page too, until they are seen on any device", async () => {
    const page = await stage.open(DOCK, { as: "ben" });
    await page.waitForFunction(() => document.querySelector("live-dock")?.shadowRoot?.querySelector(".dock"));
    await becomeAvailable();
    await told(page).getByText("Amy Currie is available", { exact: true }).waitFor();
    await page.locator("[aria-live=polite]", { hasText: "Amy Currie is available" }).waitFor({ state: "attached" });
    const next = await stage.open(DOCK, { as: "ben" });
    await told(next).getByText("Amy Currie is available", { exact: true }).waitFor();
    await told(next).getByRole("button", { name: "Dismiss" }).click();
    await told(next).waitFor({ state: "detached" });
    await told(page).waitFor({ state: "detached" });
    await next.context().close();
    const alerts = await ben.alerts.open();
    await expect.poll(() => alerts.unseen).toEqual([]);
    alerts.close();
    await page.context().close();
  });

  test("open the chat with whom they are about, with the keyboard in it", async () => {
    const page = await stage.open(DOCK, { as: "ben" });
    await becomeAvailable();
    await told(page).getByRole("button", { name: "Chat with Amy Currie" }).click();
    await page.locator("live-chat").getByText("Amy Currie").first().waitFor();
    await told(page).waitFor({ state: "detached" });
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.localName))
      .toBe("live-chat");
    await page.context().close();
  });

  test("the card offers to tell; an element for alerts tells instead of the dock", async () => {
    await amy.presence.set({ availability: "busy" });
    const page = await stage.open(DOCK, { as: "ben" });
    await page.getByRole("button", { name: "Amy" }).hover();
    await page.getByRole("button", { name: "Tell me when Amy Currie is available" }).waitFor();
    await page.evaluate(() => document.body.append(document.createElement("live-alerts")));
    await becomeAvailable();
    await page.getByRole("button", { name: "Alerts: 1 new" }).waitFor();
    expect(await told(page).count()).toBe(0);
    await page.context().close();
  });
});
