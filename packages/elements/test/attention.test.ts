import { type Client, type Conversation, connect } from "@livename/client";
import type { Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fieldOf, openStage, type Stage } from "./page.ts";

const FAST = { perSecond: 10_000, burst: 10_000 };
let stage: Stage;
let amy: Client;
let ben: Client;
let toBen: Conversation;
beforeAll(async () => {
  stage = await openStage({ limits: { rates: { write: FAST } } });
  const signIn = (person: string) => connect({ url: stage.server.url, token: () => stage.server.tokenFor(person) });
  [amy, ben] = [signIn("amy"), signIn("ben")];
  toBen = await amy.conversations.open("ben@example.com");
}, 60_000);
beforeEach(readAll);
afterAll(async () => {
  amy?.close();
  ben?.close();
  await stage?.close();
});

/** As on another device. */
async function readAll(): Promise<void> {
  const conversation = await ben.conversations.open("amy@example.com");
  if (conversation.unread > 0) conversation.markRead();
  conversation.close();
}

/** A tab that nobody looks at, as the browser tells the page. */
const look = (page: Page, how: "hidden" | "visible") =>
  page.evaluate((how) => {
    Object.defineProperty(Document.prototype, "visibilityState", { configurable: true, get: () => how });
    document.dispatchEvent(new Event("visibilitychange"));
  }, how);
const title = (page: Page) => page.evaluate(() => document.querySelector("title")?.textContent);

/** The notices that a page shows, as it asks the browser for them. */
const told = (page: Page) => page.evaluate(() => (window as unknown as { told: string[] }).told);
const recordNotices = (page: Page) =>
  page.evaluate(() => {
    const told: string[] = [];
    const shown: Notification[] = [];
    Object.assign(window, { told, shown });
    window.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        told.push(`${title}: ${options?.body}`);
        shown.push(this);
      }
    };
  });

const inboxIsOpen = (page: Page) =>
  page.evaluate(async () => {
    const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
    await elements.pageProvider().client!.conversations.inbox();
  });
const open = async (options = {}) => {
  const page = await stage.open("<live-dock></live-dock>", { as: "ben", ...options });
  await inboxIsOpen(page);
  return page;
};

describe("a tab that nobody looks at", () => {
  test("counts in its title what came, keeps to what the page makes of it, and gives it back as it was", async () => {
    const page = await open();
    await page.evaluate(() => {
      document.querySelector("title")!.firstChild!.nodeValue = "  Wiki – Start ";
    });
    await toBen.send("You are looking");
    await page.getByRole("button", { name: "Amy Currie (1 unread message)" }).waitFor();
    expect(await title(page)).toBe("  Wiki – Start ");
    await look(page, "hidden");
    await toBen.send("one");
    await expect.poll(() => title(page)).toBe("(1)   Wiki – Start ");
    await page.evaluate(() => {
      document.querySelector("title")!.firstChild!.nodeValue = "Changed in place";
    });
    await expect.poll(() => title(page)).toBe("(1) Changed in place");
    await toBen.send("two");
    await expect.poll(() => title(page)).toBe("(2) Changed in place");
    await page.evaluate(() => {
      document.title = "Changed";
    });
    await expect.poll(() => title(page)).toBe("(2) Changed");
    await page.evaluate(() => {
      document.title += " again";
      document.querySelector("title")!.replaceWith(document.querySelector("title")!.cloneNode(true));
    });
    expect(await title(page)).toBe("(2) Changed again");
    await look(page, "visible");
    expect(await title(page)).toBe("Changed again");
    await page.evaluate(() => {
      document.title = "Later";
    });
    expect(await title(page)).toBe("Later");
    await page.context().close();
  });

  test("has nothing left of what was read on another device", async () => {
    const page = await open();
    await look(page, "hidden");
    await toBen.send("Read it elsewhere");
    await expect.poll(() => title(page)).toBe("(1) Test");
    await readAll();
    await expect.poll(() => title(page)).toBe("Test");
    await page.context().close();
  });
});

describe("notices", () => {
  test("are asked for in the chat once somebody has written there, by a press, and not again", async () => {
    const page = await stage.open('<live-chat person="cleo@example.com"></live-chat>', { as: "ben" });
    await page.evaluate(() => {
      const asked: string[] = [];
      Object.assign(window, { asked });
      Object.defineProperty(Notification, "permission", { configurable: true, get: () => "default" });
      Notification.requestPermission = () => {
        asked.push("asked");
        return Promise.resolve("granted");
      };
    });
    const asked = () => page.evaluate(() => (window as unknown as { asked: string[] }).asked.length);
    const kept = () => page.evaluate(() => localStorage.getItem("livename.notices"));
    const banner = page.getByRole("group", { name: "Be told of new messages while you look elsewhere?" });
    await page.getByText("No messages yet.").waitFor();
    await fieldOf(page, "Message").fill("Hello Cleo");
    await fieldOf(page, "Message").press("Enter");
    await page.locator(".bubble", { hasText: "Hello Cleo" }).waitFor();
    expect(await banner.count()).toBe(0);
    const cleo = connect({ url: stage.server.url, token: () => stage.server.tokenFor("cleo") });
    await (await cleo.conversations.open("ben@example.com")).send("Hello Ben");
    await banner.waitFor();
    expect([await asked(), await kept()]).toEqual([0, null]);
    await banner.getByRole("button", { name: "Tell me" }).click();
    await banner.waitFor({ state: "detached" });
    expect([await asked(), await kept()]).toEqual([1, "yes"]);
    cleo.close();
    await page.context().close();
  });

  test("tell who has written and nothing of what, once for all tabs, and not while one is looked at", async () => {
    const page = await open({ permissions: ["notifications"] });
    await page.evaluate(() => localStorage.setItem("livename.notices", "yes"));
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.evaluate(
      ({ url, token }) => {
        const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
        elements.define();
        elements.provide({ url, token: () => token });
      },
      { url: stage.server.url, token: stage.server.tokenFor("ben") },
    );
    await inboxIsOpen(other);
    await other.waitForFunction(async () => (await navigator.locks.query()).held?.length === 2);
    const tabs = [page, other];
    for (const tab of tabs) await recordNotices(tab);
    const all = async () => (await Promise.all(tabs.map(told))).flat();
    await look(page, "hidden");
    await toBen.send("The other tab is looked at");
    await expect.poll(() => title(page)).toBe("(1) Test");
    // Whether somebody looks is asked in order: when this is answered, that was.
    await page.evaluate(() => navigator.locks.query().then(() => {}));
    await look(other, "hidden");
    await toBen.send("The password is secret");
    await expect.poll(all).toEqual(["Amy Currie: New message"]);
    await toBen.send("Another");
    await expect.poll(async () => (await all()).length).toBe(2);
    await expect.poll(() => title(other)).toBe("(2) Test");
    await expect.poll(() => title(page)).toBe("(3) Test");
    const teller = (await told(page)).length > 0 ? page : other;
    await teller.evaluate(() =>
      (window as unknown as { shown: Notification[] }).shown[0]!.dispatchEvent(new Event("click")),
    );
    await teller.getByRole("region", { name: "Chat with Amy Currie" }).waitFor();
    expect(await all(), "one for each message, in all tabs").toHaveLength(2);
    await page.context().close();
  });

  test("are not shown to whoever has not asked for them, or does not want to be disturbed", async () => {
    const page = await open({ permissions: ["notifications"] });
    await recordNotices(page);
    await look(page, "hidden");
    await toBen.send("Not asked for");
    await expect.poll(() => title(page)).toBe("(1) Test");
    // What would be told asks first who looks, and then the directory.
    await page.waitForTimeout(500);
    expect(await told(page)).toEqual([]);
    await page.evaluate(() => localStorage.setItem("livename.notices", "yes"));
    await ben.presence.set({ availability: "do-not-disturb" });
    await toBen.send("Quiet");
    await expect.poll(() => title(page)).toBe("(2) Test");
    await ben.presence.set({ availability: "available" });
    await toBen.send("Not quiet");
    await expect.poll(() => told(page)).toEqual(["Amy Currie: New message"]);
    await page.context().close();
  });
});
