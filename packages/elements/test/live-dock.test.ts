import { type Client, type Conversation, connect } from "@livename/client";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { heardBy } from "./hostile.ts";
import { fieldOf, openStage, type Stage } from "./page.ts";

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
const field = (page: Page, name: string) => fieldOf(page, `Message ${name}`);
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
      Document.prototype.hasFocus = () => false;
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
    await tab(page, "Chats (1 unread message)").tap();
    await field(page, "Amy Currie").waitFor();
    const sheet = await page.locator("live-chat").boundingBox();
    expect(sheet).toEqual({ x: 0, y: 0, width: 390, height: 800 });
    await page.getByRole("button", { name: "Close chat with Amy Currie" }).tap();
    await field(page, "Amy Currie").waitFor({ state: "hidden" });
    await page.context().close();
  });

  test("the page's listeners hear no press on it, by pointer or keyboard, and other keys as on any button", async () => {
    const { as, fromAmy } = await viewer();
    await fromAmy.send("See https://example.com/ for more");
    const page = await stage.open(DOCK, { as });
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      const presses = [
        "click",
        "auxclick",
        "dblclick",
        "contextmenu",
        "mousedown",
        "mouseup",
        "pointerdown",
        "pointerup",
      ];
      for (const type of [...presses, "keydown", "keypress"])
        for (const at of [window, document, document.body])
          at.addEventListener(type, (event) => heard.push([type, (event as KeyboardEvent).key].join(" ").trim()));
    });
    const tabOfAmy = tab(page, /Amy Currie/);
    await tabOfAmy.click();
    await field(page, "Amy Currie").waitFor();
    const log = page.getByRole("log");
    for (const options of [{ button: "left" }, { button: "right" }, { button: "middle" }, { clickCount: 2 }] as const)
      await log.click({ ...options, position: { x: 5, y: 5 } });
    const [popup] = await Promise.all([
      page.context().waitForEvent("page"),
      page.getByRole("link", { name: "https://example.com/" }).click(),
    ]);
    await popup.close();
    await page.getByRole("button", { name: "Minimise chat with Amy Currie" }).click();
    for (const key of ["Enter", " "]) {
      await tabOfAmy.focus();
      await page.keyboard.press(key);
      await expect.poll(() => page.evaluate(focusedField)).toBe("Message Amy Currie");
      await page.getByRole("button", { name: "Minimise chat with Amy Currie" }).focus();
      await page.keyboard.press(key);
      await log.waitFor({ state: "hidden" });
    }
    expect(await heardBy(page)).toEqual([]);
    await tabOfAmy.focus();
    await page.keyboard.press("j");
    await tabOfAmy.click();
    await expect.poll(() => page.evaluate(focusedField)).toBe("Message Amy Currie");
    await log.focus();
    for (const key of ["PageUp", "ArrowDown", " ", "/"]) await page.keyboard.press(key);
    expect([...new Set(await heardBy(page))]).toEqual(
      ["j", "/"].flatMap((key) => ["keydown", "keypress"].map((type) => `${type} ${key}`)),
    );
    await page.context().close();
  });

  test("a press on it closes a card of the page", async () => {
    const { as, fromAmy } = await viewer();
    await fromAmy.send("hi");
    const page = await stage.open(DOCK, { as, hasTouch: true });
    await tab(page, /Amy Currie/).waitFor();
    await page.getByRole("button", { name: /^Amy/ }).first().tap();
    await page.getByRole("dialog").waitFor();
    await page
      .locator("live-dock .tabs")
      .evaluate((tabs) =>
        tabs.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true, pointerType: "touch" })),
      );
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.context().close();
  });

  test("the keyboard stays with it: minimised, on the chat's tab; closed, on the next one", async () => {
    const { as, fromAmy, fromCleo } = await viewer();
    await Promise.all([fromAmy.send("one"), fromCleo.send("two")]);
    const page = await stage.open("<p>Text</p><live-dock></live-dock>", { as });
    const focused = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent?.trim());
    await tab(page, /Cleo/).waitFor();
    await tab(page, /Amy Currie/).click();
    await expect.poll(() => page.evaluate(focusedField)).toBe("Message Amy Currie");
    await page.getByRole("button", { name: "Minimise chat with Amy Currie" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(focused).toContain("Amy Currie");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate(focusedField)).toBe("Message Amy Currie");
    await page.keyboard.press("Escape");
    await expect.poll(focused).toContain("Amy Currie");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Close chat with Amy Currie" }).click();
    await expect.poll(focused).toContain("Cleo");
    await page.context().close();
  });

  test("the keyboard stays with it on a phone, too: on the button for all chats", async () => {
    const { as, fromAmy, fromCleo } = await viewer();
    await Promise.all([fromAmy.send("one"), fromCleo.send("two")]);
    const page = await stage.open("<p>Text</p><live-dock></live-dock>", { as, viewport: { width: 360, height: 640 } });
    const onOpener = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className);
    await tab(page, "Chats (2 unread messages)").click();
    await page.getByRole("button", { name: "Close the list" }).click();
    await expect.poll(onOpener).toBe("opener");
    await page.keyboard.press("Enter");
    await tab(page, /Amy Currie/).click();
    await page.getByRole("button", { name: "Minimise chat with Amy Currie" }).click();
    await expect.poll(onOpener).toBe("opener");
    await page.context().close();
  });

  test("a key that is held from the button that opened a chat sends nothing of it", async () => {
    const { as, fromAmy } = await viewer();
    await fromAmy.send("hi");
    const page = await stage.open(DOCK, { as });
    await tab(page, /Amy Currie/).click();
    await field(page, "Amy Currie").fill("not yet");
    await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
    await page.locator(".bubble").getByText("not yet").waitFor();
    await field(page, "Amy Currie").fill("half a sent");
    await page.keyboard.press("Escape");
    await tab(page, /Amy Currie/).focus();
    await page.keyboard.down("Enter");
    await expect.poll(() => page.evaluate(focusedField)).toBe("Message Amy Currie");
    await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
    expect(await field(page, "Amy Currie").inputValue()).toBe("half a sent");
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
    const box = (await page.locator("live-dock .dock").boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(1000);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1000);
    await page.context().close();
  });

  test("the drop-in gives a page one when the viewer is signed in, and leaves the page's own alone", async () => {
    const { as, fromAmy } = await viewer();
    const addDock = () => {
      const page = window as unknown as { addDock(options: object): () => void; removeDock: () => void };
      page.removeDock = page.addDock({ prefix: "live" });
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

  test("stands in the top layer, whatever the page's rules say of it, and is not printed", async () => {
    const { as, fromAmy } = await viewer();
    await fromAmy.send("Look");
    const page = await stage.open(`<div id="cover"></div>`, { as, head: '<link rel="stylesheet" href="/rules.css">' });
    await page.evaluate(() => {
      const page = window as unknown as { addDock(options: object): () => void };
      page.addDock({ prefix: "live" });
      document.documentElement.append(document.querySelector("#cover")!);
    });
    await tab(page, /Amy Currie/).click();
    const box = (await page.locator("live-chat").boundingBox())!;
    expect(box).toMatchObject({ x: 640, width: 344, height: 480 });
    const foot = await page.evaluate(() => document.body.lastElementChild!.getBoundingClientRect().bottom);
    expect(foot, "the page's own last child is where it was").toBe(700);
    await field(page, "Amy Currie").click();
    await page.keyboard.type("over the cover");
    expect(await field(page, "Amy Currie").inputValue()).toBe("over the cover");
    const display = await page.evaluate(() => getComputedStyle(document.querySelector("live-dock")!).display);
    expect(display, "the dock itself has no box that a rule could move").toBe("contents");
    await page.emulateMedia({ media: "print" });
    for (const part of ["live-chat", "live-dock .dock"]) expect(await page.locator(part).isVisible(), part).toBe(false);
    await page.context().close();
  });

  test("its place is the author's: the side, and what stays free below it", async () => {
    const { as, fromAmy } = await viewer();
    await fromAmy.send("Look");
    const page = await stage.open(`<live-dock place="start 56px"></live-dock>`, { as });
    const box = (await tab(page, /Amy Currie/).boundingBox())!;
    expect({ left: box.x, below: 700 - box.y - box.height }).toEqual({ left: 16, below: 56 });
    await page.evaluate(() => document.querySelector("live-dock")!.setAttribute("place", "end"));
    await expect.poll(async () => (await tab(page, /Amy Currie/).boundingBox())!.x).toBe(1000 - 16 - 168);
    await page.context().close();
  });

  test("on a phone it is one button, which opens the chats over the page", async () => {
    const { as, fromAmy, fromCleo } = await viewer();
    await Promise.all([fromAmy.send("one"), fromCleo.send("two")]);
    const page = await stage.open(DOCK, { as, viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
    const opener = tab(page, "Chats (2 unread messages)");
    await opener.waitFor();
    expect(await tab(page, /Amy Currie/).isVisible()).toBe(false);
    expect((await opener.boundingBox())!.width).toBeLessThan(60);
    await opener.tap();
    await tab(page, /Cleo/).waitFor();
    await page.getByRole("button", { name: "Close the list" }).tap();
    expect(await tab(page, /Cleo/).isVisible()).toBe(false);
    await opener.tap();
    await tab(page, /Amy Currie/).tap();
    await field(page, "Amy Currie").waitFor();
    await page.getByRole("button", { name: "Minimise chat with Amy Currie" }).tap();
    await tab(page, /^Chats/).waitFor();
    await page.context().close();
  });

  test("goes on after a reload with what was open, written and read; not for another viewer, nor after signing out", async () => {
    const { as, fromAmy, fromCleo } = await viewer();
    const next = await viewer();
    for (let line = 0; line < 60; line++) await fromAmy.send(`line ${line}`);
    await fromCleo.send("closed and not seen again");
    const page = await stage.open(DOCK, { as });
    const arrive = async (who: string) => {
      await page.evaluate(
        ({ url, token }) => {
          const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
          elements.define();
          elements.provide({ url, token: () => token });
        },
        { url: stage.server.url, token: stage.server.tokenFor(who) },
      );
    };
    await tab(page, /Cleo/).click();
    await page.getByRole("button", { name: "Close chat with Cleo Großmann" }).click();
    await tab(page, /Amy Currie/).click();
    await field(page, "Amy Currie").click();
    await page.keyboard.type("half a sent");
    const line = page.locator(".bubble").getByText("line 20", { exact: true });
    await line.evaluate((bubble) => bubble.scrollIntoView({ block: "start" }));
    await page.waitForTimeout(300);
    const before = (await line.boundingBox())!.y;
    await page.reload();
    await arrive(as);
    await field(page, "Amy Currie").waitFor();
    expect(await field(page, "Amy Currie").inputValue()).toBe("half a sent");
    await expect.poll(async () => Math.abs((await line.boundingBox())!.y - before)).toBeLessThan(3);
    expect(await tab(page, /Cleo/).count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement === document.body), "the focus is the page's").toBe(true);
    await page.reload();
    await arrive(next.as);
    await next.fromCleo.send("for the next");
    await tab(page, /Cleo/).waitFor();
    expect(await tab(page, /Amy/).count()).toBe(0);
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("half");
    await page.evaluate(() => {
      const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
      return elements.pageProvider().signOut();
    });
    await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(0);
    await page.context().close();
  });

  test("is not copied with the page; what somebody points into is", async () => {
    const { as, fromAmy } = await viewer();
    await fromAmy.send("between us");
    const page = await stage.open(`<p>Text of the page</p>${DOCK}`, {
      as,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const copied = async (): Promise<string> => {
      await page.keyboard.press("Control+c");
      return page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        const kinds = await Promise.all(item!.types.map(async (type) => (await item!.getType(type)).text()));
        return kinds.join("\n");
      });
    };
    await tab(page, /Amy Currie/).click();
    const bubble = page.locator(".bubble", { hasText: "between us" });
    await bubble.waitFor();
    await page.mouse.click(500, 300);
    await page.keyboard.press("Control+a");
    let text = await copied();
    expect(text).toContain("Text of the page");
    for (const ours of ["between us", "Currie", "live-dock"]) expect(text).not.toContain(ours);
    await bubble.dblclick({ position: { x: 20, y: 15 } });
    expect(await copied()).toMatch(/^between/);
    await page.mouse.click(500, 300);
    await page.keyboard.press("Control+a");
    text = await copied();
    expect(text).toContain("Text of the page");
    expect(text).not.toContain("between us");
    await page.context().close();
  });

  test("back from the page cache: what was written last counts, and nothing is left once the viewer has signed out", async () => {
    const { as, fromAmy } = await viewer();
    await fromAmy.send("for you alone");
    const page = await stage.open(DOCK, { as });
    await tab(page, /Amy Currie/).click();
    await field(page, "Amy Currie").click();
    await page.keyboard.type("first words");
    await page.waitForTimeout(600);
    // What other pages of the tab do meanwhile.
    const comeBack = (change: "write" | "sign out") =>
      page.evaluate((change) => {
        window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
        const key = Object.keys(sessionStorage).find((one) => one.startsWith("livename-chats"))!;
        if (change === "write") sessionStorage[key] = sessionStorage[key].replace("first words", "second words");
        else sessionStorage.removeItem(key);
        window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
      }, change);
    await comeBack("write");
    await expect.poll(() => field(page, "Amy Currie").inputValue()).toBe("second words");
    await comeBack("sign out");
    await tab(page, /Amy/).waitFor({ state: "detached" });
    expect(await page.getByText("for you alone").count()).toBe(0);
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("words");
    await page.context().close();
  });

  test("comes back when the page takes a new body, and gives way to one that the page has written", async () => {
    const { as, fromAmy } = await viewer();
    await fromAmy.send("Stay");
    const page = await stage.open(`<p>One</p>`, { as });
    await page.evaluate(() => {
      const page = window as unknown as { addDock(options: object): () => void };
      page.addDock({ prefix: "live" });
    });
    await tab(page, /Amy Currie/).click();
    await field(page, "Amy Currie").click();
    await page.keyboard.type("draft ");
    await page.evaluate(() => {
      const body = document.createElement("body");
      body.innerHTML = "<p>Two</p>";
      document.body = body;
    });
    await page.keyboard.type("goes on");
    expect(await field(page, "Amy Currie").inputValue()).toBe("draft goes on");
    await page.evaluate(() => document.documentElement.replaceChildren(document.head, document.createElement("body")));
    await expect.poll(() => field(page, "Amy Currie").inputValue()).toBe("draft goes on");
    await page.evaluate(() => document.body.append(document.createElement("live-dock")));
    await expect.poll(() => page.locator("body live-dock .dock").count()).toBe(1);
    await expect.poll(() => field(page, "Amy Currie").inputValue()).toBe("draft goes on");
    expect(await page.locator("live-dock").count()).toBe(1);
    await page.evaluate(() => document.body.replaceChildren());
    await expect.poll(() => page.locator("html > live-dock .dock").count()).toBe(1);
    await expect.poll(() => field(page, "Amy Currie").inputValue()).toBe("draft goes on");
    await page.context().close();
  });

  const layers = {
    "a modal dialog": ["dialog", "within.showModal()", "within.close()"],
    "a full-screen element": ["section", "within.requestFullscreen()", "document.exitFullscreen()"],
    "a focus trap": [
      "section",
      `within.setAttribute("aria-modal", "true");
       document.addEventListener("focusin", ({ target }) => {
         if (within.ariaModal && !within.contains(target)) within.querySelector("input").focus();
       }, true)`,
      `within.removeAttribute("aria-modal")`,
    ],
  } as const;
  test.each(Object.entries(layers))(
    "a chat that is opened in %s is used there, and goes back",
    async (_, [tag, show, hide]) => {
      const { as } = await viewer();
      const inside = `<${tag} id="within"><input id="page"><live-name person="amy@example.com">Amy</live-name></${tag}>`;
      const page = await stage.open(`${inside}<live-dock></live-dock><p tabindex="0">After</p>`, { as });
      const run = (code: string) => page.evaluate(`(async () => { ${code} })()`);
      await run(show);
      await page.locator("#within live-name").click();
      await field(page, "Amy Currie").click();
      await page.keyboard.type("from within");
      expect(await field(page, "Amy Currie").inputValue()).toBe("from within");
      expect(await page.locator("#page").inputValue()).toBe("");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.locator(".bubble").getByText("from within").waitFor();
      await field(page, "Amy Currie").click();
      await page.keyboard.type("later");
      await page.keyboard.press("Escape");
      await field(page, "Amy Currie").waitFor({ state: "hidden" });
      expect(await page.locator("#within > live-dock").count(), "Escape is the chat's first").toBe(1);
      await run(hide);
      await expect.poll(() => page.locator("main > live-dock").count()).toBe(1);
      await tab(page, /Amy Currie/).click();
      expect(await field(page, "Amy Currie").inputValue()).toBe("later");
      await page.context().close();
    },
  );

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
