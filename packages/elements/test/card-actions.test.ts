import { type Client, connect } from "@livename/client";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStage, PEOPLE, type Stage } from "./page.ts";

let stage: Stage;
let ben: Client;
let amy: Client;
beforeAll(async () => {
  stage = await openStage({ people: [...PEOPLE, "dan@example.com"], limits: { contacts: 2, alerts: 1 } });
  const signIn = (person: string) => connect({ url: stage.server.url, token: () => stage.server.tokenFor(person) });
  [ben, amy] = [signIn("ben"), signIn("amy")];
  await amy.presence.set({ availability: "busy" });
  await ben.ready;
}, 60_000);
afterAll(async () => {
  ben?.close();
  amy?.close();
  await stage?.close();
});

const NAMES = ["amy", "ben", "cleo", "dan"]
  .map((person) => `<p><live-name person="${person}@example.com">${person}</live-name></p>`)
  .join("");
const open = (more = "") => stage.open(NAMES + more, { as: "ben" });
const card = (page: Page) => page.locator("live-card");
const actions = (page: Page) =>
  card(page)
    .locator(".further-action")
    .evaluateAll((all) => all.map((action) => action.getAttribute("aria-label")));
/** Goes into the card of somebody, as a pointer does. */
async function goInto(page: Page, person: string): Promise<void> {
  await page.mouse.move(900, 600);
  await card(page).waitFor({ state: "detached" });
  await page.getByRole("button", { name: person }).hover();
  await card(page).locator(".further").hover();
}

describe("what one can do in a card besides chatting", () => {
  test("is not copied with the page, but what is pointed at in it", async () => {
    const page = await stage.open(`<p>Text of the page</p>${NAMES}`, {
      as: "ben",
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await goInto(page, "amy");
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+c");
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    expect(await copied()).toContain("Text of the page");
    expect(await copied()).not.toContain("Currie");
    await card(page)
      .getByText("Amy Currie")
      .dblclick({ position: { x: 8, y: 8 } });
    await page.keyboard.press("Control+c");
    expect((await copied()).trim()).toBe("Amy");
    await page.context().close();
  });

  test("K1: adds a contact, says so on all devices, and knows it in the next card", async () => {
    const page = await open();
    const contacts = await ben.contacts.open();
    await goInto(page, "amy");
    // Where nothing would show what comes of it, nobody is waited for.
    expect(await actions(page)).toEqual(["Mail to Amy Currie", "Add contact Amy Currie"]);
    await card(page).getByRole("button", { name: "Add contact Amy Currie" }).click();
    const added = card(page).getByRole("button", { name: "Your contact: Amy Currie" });
    await added.waitFor();
    expect(contacts.entries.map(({ name }) => name)).toEqual(["Amy Currie"]);
    // Once more does nothing, and takes nobody away.
    await added.click({ force: true });
    await goInto(page, "cleo");
    await card(page).getByRole("button", { name: "Add contact Cleo Großmann" }).waitFor();
    await contacts.add("cleo@example.com");
    await card(page).getByRole("button", { name: "Your contact: Cleo Großmann" }).waitFor();
    expect(contacts.entries).toHaveLength(2);
    await goInto(page, "dan");
    await card(page).getByRole("button", { name: "Add contact Dan" }).click();
    await card(page).getByText("There is room for no more of these.").waitFor();
    await goInto(page, "amy");
    await added.waitFor();
    expect(await card(page).getByText("There is room").count()).toBe(0);
    for (const entry of [...contacts.entries]) await contacts.remove(entry);
    contacts.close();
    await page.context().close();
  });

  test("A4: waits once for somebody to be available, or no longer when pressed again", async () => {
    const page = await open("<live-alerts></live-alerts>");
    const alerts = await ben.alerts.open();
    await goInto(page, "amy");
    const tell = card(page).getByRole("button", { name: "Tell me when Amy Currie is available", pressed: false });
    const told = card(page).getByRole("button", { name: "Will tell you when Amy Currie is available", pressed: true });
    await tell.click();
    await told.waitFor();
    expect(alerts.rules.map(({ when, once, name }) => [when, once, name])).toEqual([["available", true, "Amy Currie"]]);
    await told.click();
    await tell.waitFor();
    expect(alerts.rules).toEqual([]);
    await tell.click();
    await told.waitFor();
    await amy.presence.set({ availability: "available" });
    // It has fired: whoever is available is not waited for. The card stays, and the focus where it is.
    const over = card(page).getByRole("button", { name: "Tell me when Amy Currie is available", disabled: true });
    await over.waitFor();
    await expect.poll(() => alerts.rules).toEqual([]);
    expect(await card(page).evaluate(({ shadowRoot }) => shadowRoot?.activeElement?.className)).toBe("further-action ");
    alerts.close();
    await page.context().close();
  });

  test("mail goes to the address; nothing of it is offered for oneself; the keyboard reaches all of it", async () => {
    const page = await open();
    await goInto(page, "dan");
    const mail = card(page).getByRole("link", { name: "Mail to Dan" });
    expect(await mail.getAttribute("href")).toBe("mailto:dan@example.com");
    await page.getByRole("button", { name: "ben" }).hover();
    await page.getByRole("dialog", { name: "About Ben Okonkwo" }).getByText("Engineer").waitFor();
    expect(await actions(page)).toEqual([]);
    await page.mouse.move(900, 600);
    await page.keyboard.press("Tab");
    await card(page).locator(".further").waitFor();
    const way: (string | null)[] = [];
    for (let step = 0; step < 4; step++) {
      await page.keyboard.press("Tab");
      way.push(
        await card(page).evaluate(({ shadowRoot }) => shadowRoot?.activeElement?.getAttribute("aria-label") ?? null),
      );
    }
    expect(way).toEqual(["Chat with Amy Currie", "Mail to Amy Currie", "Add contact Amy Currie", null]);
    await page.context().close();
  });
});
