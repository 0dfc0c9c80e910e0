import { type Client, type Conversation, connect } from "@livename/client";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStage, type Stage } from "./page.ts";

let stage: Stage;
let amy: Client;
let cleo: Client;
beforeAll(async () => {
  stage = await openStage();
  [amy, cleo] = ["amy", "cleo"].map((person) =>
    connect({ url: stage.server.url, token: () => stage.server.tokenFor(person) }),
  ) as [Client, Client];
}, 60_000);
afterAll(async () => {
  amy?.close();
  cleo?.close();
  await stage?.close();
});

const DOCK = `<live-name person="amy@example.com">Amy</live-name> <live-dock></live-dock>`;
const tab = (page: Page, name: RegExp | string) => page.locator("live-dock").getByRole("button", { name });
const field = (page: Page, name: string) => page.getByRole("textbox", { name: `Message ${name}` });
/** Somebody new each time, so that no test reads what another wrote. */
let count = 0;
async function viewer(): Promise<{ as: string; fromAmy: Conversation; fromCleo: Conversation }> {
  const as = `viewer-${++count}@example.com`;
  await stage.server.addPeople([as]);
  return { as, fromAmy: await amy.conversations.open(as), fromCleo: await cleo.conversations.open(as) };
}

describe("live-dock", () => {
  test("brings a tab for somebody new, says so aloud, and counts what is unread until it is read", async () => {
    const { as, fromAmy } = await viewer();
    const page = await stage.open(DOCK, { as });
    await page.waitForFunction(() => document.querySelector("live-dock")!.shadowRoot!.childElementCount > 0);
    await expect.poll(() => stage.metric("livename_sessions")).toBeGreaterThan(2);
    await page.waitForTimeout(300);
    await fromAmy.send("Hello?");
    await tab(page, "Amy Currie (1 unread message)").waitFor();
    await page.locator("[aria-live=polite]", { hasText: "Amy Currie says: Hello?" }).waitFor({ state: "attached" });
    await fromAmy.send("Anyone?");
    await tab(page, "Amy Currie (2 unread messages)").click();
    await page.getByText("Anyone?", { exact: true }).waitFor();
    await expect.poll(() => page.evaluate(unread)).toBe(0);
    await page.keyboard.press("Escape");
    await tab(page, /^Amy Currie$/).waitFor();
    await page.context().close();
  });

  test("shows nothing of the viewer before, when she has signed out and another signs in", async () => {
    const { as, fromAmy } = await viewer();
    const next = await viewer();
    await fromAmy.send("for you alone");
    const page = await stage.open(DOCK, { as });
    await tab(page, "Amy Currie (1 unread message)").click();
    await page.getByText("for you alone", { exact: true }).waitFor();
    await page.evaluate(() => {
      const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
      return elements.pageProvider().signOut();
    });
    await expect.poll(() => page.locator("live-dock").getByRole("button").count()).toBe(0);
    await next.fromCleo.send("for the next");
    await page.evaluate(
      ({ url, token }) => {
        const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
        elements.provide({ url, token: () => token });
      },
      { url: stage.server.url, token: stage.server.tokenFor(next.as) },
    );
    await tab(page, "Cleo Großmann (1 unread message)").waitFor();
    expect(await page.locator("live-dock").getByRole("button").count()).toBe(1);
    await page.context().close();
  });

  test("keeps a chat with something unread closed until something newer comes", async () => {
    const { as, fromAmy, fromCleo } = await viewer();
    await fromAmy.send("one");
    const page = await stage.open(DOCK, { as });
    await tab(page, "Amy Currie (1 unread message)").waitFor();
    // Somebody who looks elsewhere has not read what the panel shows.
    await page.evaluate(() => {
      document.hasFocus = () => false;
    });
    await tab(page, /Amy Currie/).click();
    await page.getByRole("button", { name: "Close chat with Amy Currie" }).click();
    expect(await tab(page, /Amy Currie/).count()).toBe(0);
    await fromCleo.send("from another");
    await tab(page, "Cleo Großmann (1 unread message)").waitFor();
    expect(await tab(page, /Amy Currie/).count()).toBe(0);
    await fromAmy.send("two");
    await tab(page, "Amy Currie (2 unread messages)").waitFor();
    await page.context().close();
  });

  test("holds several chats, keeps what was being written in each, and gives the focus back", async () => {
    const { as, fromCleo } = await viewer();
    await fromCleo.send("hi");
    const page = await stage.open(DOCK, { as });
    await page.getByRole("button", { name: /^Amy/ }).click();
    await expect.poll(() => page.evaluate(focusedField)).toBe("Message Amy Currie");
    await page.keyboard.type("half a sent");
    await tab(page, /Cleo Großmann/).click();
    await field(page, "Cleo Großmann").waitFor();
    expect(await field(page, "Amy Currie").count()).toBe(0);
    await tab(page, /Amy Currie/).click();
    expect(await field(page, "Amy Currie").inputValue()).toBe("half a sent");
    await page.getByRole("button", { name: "Minimise chat with Amy Currie" }).click();
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe("live-name");
    await page.waitForTimeout(500);
    expect(await page.getByRole("dialog").count(), "no card opens for a focus that was given back").toBe(0);
    await page.context().close();
  });

  test("is read on all pages of a person when it is read on one", async () => {
    const { as, fromAmy } = await viewer();
    const [one, two] = [await stage.open(DOCK, { as }), await stage.open(DOCK, { as })];
    await fromAmy.send("to both");
    await Promise.all([one, two].map((page) => tab(page, "Amy Currie (1 unread message)").waitFor()));
    await one.bringToFront();
    await tab(one, /Amy Currie/).click();
    await tab(two, /^Amy Currie$/).waitFor();
    await one.context().close();
    await two.context().close();
  });

  test("on a phone the chat is a sheet over the whole page, and closing leaves the page", async () => {
    const { as, fromAmy } = await viewer();
    await fromAmy.send("on the way");
    const page = await stage.open(DOCK, { as, viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
    await tab(page, /Amy Currie/).tap();
    await field(page, "Amy Currie").waitFor();
    const sheet = await page.locator("live-chat").boundingBox();
    expect(sheet).toEqual({ x: 0, y: 0, width: 390, height: 800 });
    await page.getByRole("button", { name: "Close chat with Amy Currie" }).tap();
    await field(page, "Amy Currie").waitFor({ state: "hidden" });
    await page.context().close();
  });

  test("stays within the window with more chats than fit", async () => {
    const { as } = await viewer();
    const many = Array.from({ length: 12 }, (_, index) => `crowd-${index}@example.com`);
    await stage.server.addPeople(many);
    const page = await stage.open(DOCK, { as });
    await page.evaluate((people) => {
      for (const person of people) document.querySelector("live-dock")!.open(person, person);
    }, many);
    await expect.poll(() => tab(page, /^Crowd 1?\d/).count()).toBeGreaterThanOrEqual(11);
    const box = (await page.locator("live-dock").boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(1000);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1000);
    await page.context().close();
  });

  test("the drop-in gives a page one when the viewer is signed in, and leaves the page's own alone", async () => {
    const { as, fromAmy } = await viewer();
    const addDock = () => {
      const page = window as unknown as { addDock(prefix: string): () => void; removeDock: () => void };
      page.removeDock = page.addDock("live");
    };
    const page = await stage.open("<p>No dock here.</p>");
    await page.evaluate(addDock);
    await page.waitForTimeout(500);
    expect(await page.locator("live-dock").count(), "nobody is signed in").toBe(0);
    await page.evaluate(
      ({ url, token }) => {
        const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
        elements.provide({ url, token: () => token });
      },
      { url: stage.server.url, token: stage.server.tokenFor(as) },
    );
    await fromAmy.send("Do you see this?");
    await tab(page, "Amy Currie (1 unread message)").waitFor();
    await page.evaluate(() => (window as unknown as { removeDock(): void }).removeDock());
    expect(await page.locator("live-dock").count()).toBe(0);
    await page.context().close();

    const own = await stage.open(DOCK, { as });
    await own.evaluate(addDock);
    await tab(own, "Amy Currie (1 unread message)").waitFor();
    expect(await own.locator("live-dock").count()).toBe(1);
    await own.context().close();
  });

  test("leaves no error in the console", () => {
    expect(stage.errors).toEqual([]);
  });
});

const unread = async () => {
  const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
  const inbox = await elements.pageProvider().client!.conversations.inbox();
  const count = inbox.unread;
  inbox.close();
  return count;
};

const focusedField = () => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.getAttribute("aria-label");
};
