import { type Client, connect } from "@livename/client";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fieldOf, openStage, optionOf, type Stage } from "./page.ts";

let stage: Stage;
let other: Client;
beforeAll(async () => {
  stage = await openStage();
  other = connect({ url: stage.server.url, token: () => stage.server.tokenFor("ben") });
  await other.ready;
}, 60_000);
afterAll(async () => {
  other?.close();
  await stage?.close();
});

const STATUS = `<live-status></live-status> <live-name person="ben@example.com">Ben</live-name>`;
const button = (page: Page, status: string) =>
  page.getByRole("button", { name: `Your status: ${status}`, exact: true });
const item = (page: Page, name: string) => page.getByRole("menuitemradio", { name, exact: true });
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent?.trim().replace(/\s+/g, " "));

describe("live-status", () => {
  test("is worked by the keyboard as a menu is: arrows go round, letters jump, Enter chooses, Escape leaves", async () => {
    const page = await stage.open(STATUS, { as: "ben" });
    await button(page, "Available").focus();
    await page.keyboard.press("Enter");
    await item(page, "Available").waitFor();
    await expect.poll(() => focused(page)).toBe("Available");
    const walk: (string | undefined)[] = [];
    for (const key of ["ArrowUp", "ArrowDown", "b", "End", "Home", "ArrowDown"]) {
      await page.keyboard.press(key);
      walk.push(await focused(page));
    }
    expect(walk).toEqual(["Appear offline", "Available", "Busy", "Appear offline", "Available", "Away"]);
    await page.keyboard.press("Escape");
    await item(page, "Away").waitFor({ state: "hidden" });
    await expect.poll(() => focused(page)).toBe("Available");
    await page.keyboard.press("Enter");
    // The button has the same text: only once the menu shows does the item have the focus.
    await item(page, "Available").waitFor();
    await expect.poll(() => focused(page)).toBe("Available");
    await page.keyboard.press("b");
    await page.keyboard.press("Enter");
    await button(page, "Busy").waitFor();
    await expect.poll(() => other.presence.own?.availability).toBe("busy");
    await page.context().close();
  });

  test("shows a choice made on another device, and one made here there", async () => {
    const page = await stage.open(STATUS, { as: "ben" });
    await other.presence.set({ availability: "away", message: "At lunch" });
    await button(page, "Away, At lunch").click();
    expect(await item(page, "Away").getAttribute("aria-checked")).toBe("true");
    await item(page, "Do not disturb").click();
    await expect.poll(() => other.presence.own?.availability).toBe("do-not-disturb");
    expect(other.presence.own?.message).toBe("At lunch");
    await page.context().close();
  });

  test("sets a message that ends, says until when, and clears all of it", async () => {
    const page = await stage.open(STATUS, { as: "ben" });
    await page.getByRole("button", { name: /^Your status/ }).click();
    await fieldOf(page, "Message").fill("Reviewing");
    await page.getByRole("combobox", { name: /^Clear after/ }).selectOption("30-minutes");
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => other.presence.own?.message).toBe("Reviewing");
    const minutes = (other.presence.own!.until!.getTime() - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(30);
    await page.getByRole("button", { name: /^Your status/ }).click();
    await page.getByRole("option", { name: /^Keep \(.*\d/ }).waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await button(page, "Available").waitFor();
    await expect
      .poll(() => other.presence.own)
      .toMatchObject({ availability: undefined, message: "", until: undefined });
    await page.context().close();
  });

  test("keeps the end that was chosen when only the message changes, and takes it away when asked to", async () => {
    const until = new Date(Date.now() + 3_600_000);
    await other.presence.set({ availability: "busy", message: "Reviewing", until });
    const page = await stage.open(STATUS, { as: "ben" });
    const save = async (message: string) => {
      await fieldOf(page, "Message").fill(message);
      await page.getByRole("button", { name: "Save" }).click();
      await expect.poll(() => other.presence.own?.message).toBe(message);
    };
    await button(page, "Busy, Reviewing").click();
    await save("Still reviewing");
    expect(other.presence.own?.until).toEqual(until);
    await button(page, "Busy, Still reviewing").click();
    await page.getByRole("combobox", { name: /^Clear after/ }).selectOption("never");
    await save("For long");
    expect(other.presence.own?.until).toBeUndefined();
    await page.context().close();
  });

  test("does not take a moment that is past for no end", async () => {
    await other.presence.set({ availability: "available", message: "" });
    const page = await stage.open(STATUS, { as: "ben" });
    await button(page, "Available").click();
    await page.getByRole("combobox", { name: /^Clear after/ }).selectOption("custom");
    await fieldOf(page, "Choose a time").fill("2020-01-01T10:00");
    await fieldOf(page, "Message").fill("Too late");
    await page.getByRole("button", { name: "Save" }).click();
    await item(page, "Busy").click();
    await page.waitForTimeout(300);
    expect(await fieldOf(page, "Choose a time").evaluate((field: HTMLInputElement) => field.validity.valid)).toBe(
      false,
    );
    expect(other.presence.own).toMatchObject({ availability: undefined, message: "" });
    await page.context().close();
  });

  test("appears offline to others, says so here, and comes back", async () => {
    await other.presence.set({ availability: "busy", message: "Reviewing" });
    const page = await stage.open(STATUS, { as: "ben" });
    await button(page, "Busy, Reviewing").click();
    await item(page, "Appear offline").click();
    await button(page, "Appearing offline").click();
    expect(other.presence.own).toMatchObject({ availability: "offline", presence: { availability: "offline" } });
    await page.getByText("Everybody sees you offline.").waitFor();
    await item(page, "Available").click();
    await expect.poll(() => other.presence.own?.availability).toBeUndefined();
    await page.context().close();
  });

  test("offers the messages used last, as the text they are", async () => {
    const message = "<img src=x onerror=alert(1)>";
    await other.presence.set({ message });
    await other.presence.set({ message: "Later" });
    const page = await stage.open(STATUS, { as: "ben" });
    await page.getByRole("button", { name: /^Your status/ }).click();
    await page.getByRole("button", { name: `Use “${message}”` }).click();
    expect(await page.locator("live-status img").count()).toBe(0);
    await expect.poll(() => fieldOf(page, "Message").inputValue()).toBe(message);
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => other.presence.own?.message).toBe(message);
    await other.presence.set({ availability: "available", message: "" });
    await page.context().close();
  });

  test("P21: names who may disturb all the same, and keeps them when something else is saved", async () => {
    await other.presence.set({ availability: "do-not-disturb", message: "" });
    const page = await stage.open(STATUS, { as: "ben" });
    await button(page, "Do not disturb").click();
    await fieldOf(page, "May disturb you all the same").fill("amy");
    await optionOf(page, "Amy Currie").click();
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => other.presence.own?.exceptions.length).toBe(1);
    await button(page, "Do not disturb").click();
    await page.getByRole("button", { name: "Remove Amy Currie" }).waitFor();
    await fieldOf(page, "Message").fill("Writing");
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => other.presence.own?.message).toBe("Writing");
    expect(other.presence.own?.exceptions.length).toBe(1);
    await other.presence.set({ availability: "available", message: "" });
    await page.context().close();
  });

  test.each(["en", "de"])("has room for its buttons: %s", async (lang) => {
    await other.presence.set({ availability: "busy", message: "Reviewing" });
    const page = await stage.open(STATUS, { as: "ben", html: `lang="${lang}"` });
    await page.locator("live-status button.own", { hasText: "Reviewing" }).click();
    const buttons = page.locator("live-status .buttons");
    await buttons.getByRole("button", { name: /Save|Speichern/ }).waitFor();
    const first = (await buttons.getByRole("button").first().boundingBox())!;
    const form = (await page.locator("live-status .fields").boundingBox())!;
    expect(first.x).toBeGreaterThan(form.x);
    expect((await buttons.boundingBox())!.height).toBeLessThan(70);
    await other.presence.set({ availability: "available", message: "" });
    await page.context().close();
  });

  test("its button closes what it opened, and so does a click elsewhere", async () => {
    const page = await stage.open(STATUS, { as: "ben" });
    const own = page.getByRole("button", { name: /^Your status/ });
    await own.click();
    await item(page, "Busy").waitFor();
    await own.click();
    await item(page, "Busy").waitFor({ state: "hidden" });
    await page.waitForTimeout(200);
    expect(await item(page, "Busy").count()).toBe(0);
    await own.click();
    await item(page, "Busy").waitFor();
    await page.mouse.click(900, 600);
    await item(page, "Busy").waitFor({ state: "hidden" });
    await page.context().close();
  });

  test("offers no sign-in where there is none that helps", async () => {
    const page = await stage.open(
      `${STATUS} <live-place></live-place> <live-chat person="amy@example.com"></live-chat>`,
    );
    await page.evaluate((url) => {
      const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
      elements.provide({ url, token: () => "not-a-token", signIn: false });
    }, stage.server.url);
    await page.locator("live-status").getByText("Not signed in").waitFor();
    await page.locator("live-place").getByText("Not signed in").waitFor();
    await page.locator("live-chat .note").getByText("Not signed in").waitFor();
    expect(await page.getByRole("button", { name: "Sign in" }).count()).toBe(0);
    await page.context().close();
  });

  test("signs out, shows nobody's status then, and offers a window to sign in again", async () => {
    const page = await stage.open(`${STATUS} <live-place></live-place>`, { as: "cleo" });
    await page.getByRole("button", { name: "Ben (Available)" }).waitFor();
    await page.getByRole("button", { name: /^Your status/ }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    const signIn = page.locator("live-status").getByRole("button", { name: "Sign in" });
    await signIn.waitFor();
    await page.getByRole("button", { name: "Ben (Status unknown)" }).waitFor();
    await page.locator("live-place").getByRole("button", { name: "Sign in" }).waitFor();
    const [popup] = await Promise.all([page.waitForEvent("popup"), signIn.click()]);
    await popup.waitForURL((url) => url.href.startsWith(`${stage.server.url}/sign-in`), { waitUntil: "commit" });
    await popup.close();
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await page.getByRole("button", { name: "Ben (Available)" }).waitFor();
    await page.context().close();
  });
});
