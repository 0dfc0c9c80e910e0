import { type Client, type Conversation, connect } from "@livename/client";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fieldOf, openStage, type Stage } from "./page.ts";
import { openRelay } from "./relay.ts";

const FAST = { perSecond: 10_000, burst: 10_000 };
let stage: Stage;
let amy: Client;
let toBen: Conversation;
let toCleo: Conversation;
beforeAll(async () => {
  stage = await openStage({ limits: { rates: { write: FAST } } });
  amy = connect({ url: stage.server.url, token: () => stage.server.tokenFor("amy") });
  toBen = await amy.conversations.open("ben@example.com");
  toCleo = await amy.conversations.open("cleo@example.com");
}, 60_000);
afterAll(async () => {
  amy?.close();
  await stage?.close();
});

const CHAT = `<live-chat person="amy@example.com"></live-chat>`;
const field = (page: Page) => fieldOf(page, "Message Amy Currie");
const bubbles = (page: Page) => page.locator(".bubble");
const bubble = (page: Page, text: string) => bubbles(page).getByText(text, { exact: true });
const last = (page: Page) => bubbles(page).last();
const say = async (page: Page, text: string) => {
  await field(page).fill(text);
  await field(page).press("Enter");
};
const openChat = async (options: Parameters<Stage["open"]>[1] = {}, body = CHAT) => {
  const page = await stage.open(body, { as: "ben", ...options });
  await field(page).waitFor();
  return page;
};
const texts = (conversation: Conversation) => conversation.messages.map(({ text }) => text);

describe("live-chat", () => {
  test("begins empty with a word, sends with Enter, makes a line with Shift+Enter, sends nothing empty", async () => {
    const page = await openChat();
    await page.getByText("No messages yet. Say hello.").waitFor();
    await field(page).press("Enter");
    await field(page).fill("  ");
    await field(page).press("Enter");
    await field(page).fill("one");
    await field(page).press("Shift+Enter");
    await page.keyboard.type("two");
    await field(page).press("Enter");
    await bubble(page, "one\ntwo").waitFor();
    await page.getByRole("button", { name: "Send" }).click();
    await expect.poll(() => texts(toBen)).toEqual(["one\ntwo"]);
    expect(await field(page).inputValue()).toBe("");
    await page.context().close();
  });

  test("what came while the window had no focus is read when it has it again", async () => {
    const page = await openChat();
    await page.evaluate(() => {
      Document.prototype.hasFocus = () => false;
    });
    await toBen.send("While you looked away");
    await bubble(page, "While you looked away").waitFor();
    const unread = () =>
      page.evaluate(async () => {
        const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
        return (await elements.pageProvider().client!.conversations.inbox()).unread;
      });
    // Nothing is left that would draw the chat again by itself.
    await page.locator("[aria-live=polite]", { hasText: "Amy Currie says: While you looked away" }).waitFor();
    await expect.poll(unread).toBe(1);
    await page.evaluate(() => {
      Document.prototype.hasFocus = () => true;
      window.dispatchEvent(new Event("focus"));
    });
    await expect.poll(unread).toBe(0);
    await page.context().close();
  });

  test("addresses in a message are links that open beside the page, and nothing else is markup", async () => {
    const page = await openChat();
    const site = page.url();
    await toBen.send(`<b>See</b> ${site}?a=<x>, (https://münchen.example/straße) and javascript:alert(1)`);
    await last(page).getByRole("link").first().waitFor();
    const found = await last(page)
      .getByRole("link")
      .evaluateAll((all) => all.map((a) => [a.textContent, (a as HTMLAnchorElement).href, a.getAttribute("rel")]));
    expect(found).toEqual([
      [`${site}?a=`, `${site}?a=`, "noopener noreferrer"],
      ["https://münchen.example/straße", "https://xn--mnchen-3ya.example/stra%C3%9Fe", "noopener noreferrer"],
    ]);
    expect(await last(page).textContent()).toBe(
      `<b>See</b> ${site}?a=<x>, (https://münchen.example/straße) and javascript:alert(1)`,
    );
    const [opened] = await Promise.all([
      page.context().waitForEvent("page"),
      last(page).getByRole("link").first().click(),
    ]);
    await opened.waitForLoadState();
    expect(await opened.evaluate(() => [window.opener, document.referrer])).toEqual([null, ""]);
    expect(page.url()).toBe(site);
    await page.context().close();
  });

  test("leaves Enter to an input method that composes", async () => {
    const page = await openChat();
    await field(page).focus();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Input.imeSetComposition", { text: "にほん", selectionStart: 3, selectionEnd: 3 });
    const enter = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 };
    await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...enter });
    await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", ...enter });
    expect(await field(page).inputValue()).toBe("にほん");
    await cdp.send("Input.insertText", { text: "日本" });
    await field(page).press("Enter");
    await bubble(page, "日本").waitFor();
    await expect.poll(() => texts(toBen).at(-1)).toBe("日本");
    await page.context().close();
  });

  test("keeps what is written while the network is cut, in order, and sends it once when it is back", async () => {
    const relay = await openRelay(Number(new URL(stage.server.url).port));
    const page = await openChat({ url: relay.url });
    relay.cut();
    await page.getByText("Connection lost. Messages are sent when it is back.").waitFor();
    for (const text of ["first", "second", "third"]) await say(page, text);
    await expect.poll(() => page.locator(".message.pending").count()).toBe(3);
    expect(texts(toBen)).not.toContain("first");
    relay.heal();
    await expect.poll(() => page.locator(".message.pending").count(), { timeout: 15_000 }).toBe(0);
    await expect.poll(() => texts(toBen).slice(-3)).toEqual(["first", "second", "third"]);
    expect((await bubbles(page).allTextContents()).slice(-3)).toEqual(["first", "second", "third"]);
    await page.context().close();
    await relay.close();
  });

  test("says what was not sent, and sends it again when asked", async () => {
    await stage.server.addPeople(["eve@example.com"]);
    const page = await stage.open(`<live-chat person="eve@example.com"></live-chat>`, { as: "ben" });
    const box = fieldOf(page, "Message Eve");
    await box.fill("before");
    await box.press("Enter");
    await expect.poll(() => page.locator(".message.sent").count()).toBe(1);
    await setActive("eve@example.com", false);
    await box.fill("meanwhile");
    await box.press("Enter");
    await page.locator(".message.failed").getByText("Not sent").waitFor();
    await setActive("eve@example.com", true);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => page.locator(".message.sent").count()).toBe(2);
    expect(await bubbles(page).allTextContents()).toEqual(["before", "meanwhile"]);
    await page.context().close();
  });

  test("shows who is typing, and says what comes aloud without moving the focus", async () => {
    const page = await openChat();
    toBen.setTyping(true);
    await page.getByText("Amy Currie is typing").waitFor();
    await page.mouse.click(5, 690);
    await toBen.send("Are you there?");
    await bubble(page, "Are you there?").waitFor();
    await page.getByText("Amy Currie is typing").waitFor({ state: "detached" });
    await page.locator("[aria-live=polite]", { hasText: "Amy Currie says: Are you there?" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe("body");
    await Promise.all(["a", "b", "c"].map((text) => toBen.send(text)));
    await page.locator("[aria-live=polite]", { hasText: "3 new messages" }).waitFor();
    await page.context().close();
  });

  test("text of others is text: no markup, no element, and no character turns the line of another around", async () => {
    const page = await openChat();
    const evil = `<img src=x onerror="document.title='bad'"><b>&amp;</b>`;
    await toBen.send(evil);
    await bubble(page, evil).waitFor();
    expect(await last(page).evaluate((element) => element.childElementCount)).toBe(0);
    expect(await page.title()).toBe("Test");
    const row = page.locator(".message").last();
    await toBen.send("plain");
    await bubble(page, "plain").waitFor();
    const height = (await row.boundingBox())!.height;
    await toBen.send(`\u202e\u2067txet\u2066`);
    await toBen.send("after");
    await bubble(page, "after").waitFor();
    expect(await last(page).evaluate((element) => getComputedStyle(element).direction)).toBe("ltr");
    expect((await row.boundingBox())!.height).toBe(height);
    await toBen.send("m".repeat(3_000));
    const chat = (await page.locator("live-chat").boundingBox())!;
    await expect.poll(async () => (await last(page).textContent())?.length).toBe(3_000);
    const wide = (await last(page).boundingBox())!;
    expect(wide.x + wide.width).toBeLessThan(chat.x + chat.width);
    await page.context().close();
  });

  test("counts what is beyond the server's limit and does not send it", async () => {
    const page = await openChat();
    const limit = await page.evaluate(() => {
      const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
      return elements.pageProvider().client!.server!.limits.textChars;
    });
    await field(page).fill("x".repeat(limit + 7));
    await page.getByRole("status").getByText("7 characters too many").waitFor();
    const before = await bubbles(page).count();
    await field(page).press("Enter");
    expect(await page.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
    expect(await bubbles(page).count()).toBe(before);
    await page.context().close();
  });

  test("pages backwards without moving what is read, divides what is new, and shows no more than is asked for", async () => {
    for (let number = 1; number <= 240; number++) await toCleo.send(`message ${number}`);
    const page = await stage.open(CHAT, { as: "cleo" });
    await bubble(page, "message 240").waitFor();
    await page.getByRole("separator").getByText("New").waitFor({ state: "attached" });
    const log = page.getByRole("log");
    expect(await bubbles(page).count()).toBeLessThanOrEqual(100);
    for (
      let press = 0;
      press < 5 && (await page.getByRole("button", { name: "Earlier messages" }).count()) > 0;
      press++
    ) {
      const first = await bubbles(page).first().textContent();
      await log.evaluate((element) => element.scrollTo(0, 0));
      const before = (await bubble(page, first!).boundingBox())!.y;
      const count = await bubbles(page).count();
      await page.getByRole("button", { name: "Earlier messages" }).click();
      await expect.poll(() => bubbles(page).count()).toBeGreaterThan(count);
      expect(Math.abs((await bubble(page, first!).boundingBox())!.y - before)).toBeLessThan(60);
    }
    const all = (await bubbles(page).allTextContents()).map((text) => Number(text.split(" ")[1]));
    expect(all).toEqual(Array.from({ length: 240 }, (_, index) => index + 1));
    expect(await page.locator(".day").allTextContents()).toEqual(["Today"]);
    await log.evaluate((element) => element.scrollTo(0, 0));
    await page.getByRole("button", { name: "Newest messages" }).waitFor();
    const reading = (await bubble(page, "message 1").boundingBox())!;
    for (let number = 0; number < 20; number++) await toCleo.send("while reading above");
    await expect.poll(() => bubbles(page).count()).toBe(260);
    expect(await bubble(page, "message 1").boundingBox()).toEqual(reading);
    expect(
      await log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight),
    ).toBeGreaterThan(100);
    await page.getByRole("button", { name: "Newest messages" }).click();
    await expect.poll(() => bubbles(page).count()).toBe(100);
    await expect.poll(() => toCleoUnread(page)).toBe(0);
    await page.context().close();
  });

  test("C19: shows messages that were removed as such, in their places", async () => {
    await stage.server.addPeople(["dan@example.com"]);
    const dan = connect({ url: stage.server.url, token: () => stage.server.tokenFor("dan") });
    const toBen = await dan.conversations.open("ben@example.com");
    await toBen.send("What dan wrote");
    const { store, people } = stage.server.server;
    await store.conversations.eraseMessages("default", people.resolve("default", "dan@example.com")!.id);
    const page = await stage.open(`<live-chat person="dan@example.com"></live-chat>`, { as: "ben" });
    await bubble(page, "Message removed").waitFor();
    await fieldOf(page, "Message").fill("Still there?");
    await fieldOf(page, "Message").press("Enter");
    await expect.poll(() => bubbles(page).allTextContents()).toEqual(["Message removed", "Still there?"]);
    dan.close();
    await page.context().close();
  });

  test("says that it cannot be opened, and opens when asked again", async () => {
    const page = await stage.open(`<live-chat person="dora@example.com"></live-chat>`, { as: "ben" });
    await page.getByRole("alert").getByText("This chat could not be opened.").waitFor();
    await stage.server.addPeople(["dora@example.com"]);
    await page.getByRole("button", { name: "Try again" }).click();
    await fieldOf(page, "Message").waitFor();
    await page.context().close();
  });
});

async function setActive(address: string, active: boolean): Promise<void> {
  const { store, people } = stage.server.server;
  const person = await store.people.find("default", address);
  await store.people.setActive("default", person!.id, active);
  await people.reload("default");
}

const toCleoUnread = (page: Page) =>
  page.evaluate(async () => {
    const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
    const conversation = await elements.pageProvider().client!.conversations.open("amy@example.com");
    const { unread } = conversation;
    conversation.close();
    return unread;
  });
