// What axe, the keyboard, screen readers, small screens and forced colours meet, in Chromium, against the built command.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { axeFindings, focused } from "../src/harness/accessibility.ts";
import { launchChromium } from "../src/harness/browser.ts";
import { type CommandServer, PORTAL, STATIC_PAGE, startCommandServer } from "../src/harness/command.ts";
import { fieldOf } from "../src/harness/fields.ts";
import { online } from "../src/harness/live-page.ts";
import { card, chat, knownIcon, message, say } from "../src/harness/names.ts";

const PHONE = { width: 390, height: 844 };

let server: CommandServer;
let browser: Browser;
let serving: ChildProcess;
let staticPage: string;
const opened: Page[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([
    startCommandServer({ site: PORTAL, origins: ["http://localhost:*"] }),
    launchChromium(),
  ]);
  serving = spawn("node", [join(STATIC_PAGE, "serve.mjs"), "0", server.url], { stdio: ["ignore", "pipe", "inherit"] });
  staticPage = await new Promise((resolve) => serving.stdout!.once("data", (line) => resolve(String(line).trim())));
});
afterAll(async () => {
  serving?.kill();
  await browser?.close();
  await server?.dispose();
});
afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
});

async function open(as: string, path = "/", options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  opened.push(page);
  await page.goto(`${path.startsWith("http") ? path : server.url + path}?as=${as}`);
  await online(page);
  return page;
}

const lucia = (page: Page): Locator => page.locator('live-name[person="lucia@example.com"]').first();

/** Opens the chat with Lucía by her name, as a pointer does. */
async function openChat(page: Page): Promise<void> {
  await lucia(page).click();
  await fieldOf(chat(page)).waitFor();
}

/** Everything of ours that is shown and does not lie within the viewport, and whether the page scrolls sideways. */
const overflow = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide in ${clientWidth}`);
    const surfaces = ["live-card", "live-chat", ".panel", ".tab", "button", "iframe", "h2"];
    const look = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll("*")) {
        if (element.shadowRoot) look(element.shadowRoot);
        if (!(root instanceof ShadowRoot && surfaces.some((selector) => element.matches(selector)))) continue;
        if (!element.checkVisibility({ visibilityProperty: true })) continue;
        const box = element.getBoundingClientRect();
        const floats = element.closest("live-card, [popover]") ?? root.host.closest("live-card, live-chat");
        const out = box.left < -0.5 || box.right > innerWidth + 0.5;
        const outBelow = floats !== null && (box.top < -0.5 || box.bottom > innerHeight + 0.5);
        if (out || outBelow) {
          found.push(`${root.host.localName} ${element.localName}.${element.className} ${JSON.stringify(box)}`);
        }
      }
    };
    look(document);
    return found;
  });

for (const colorScheme of ["light", "dark"] as const) {
  describe(`axe finds nothing, ${colorScheme}`, () => {
    it("on the portal's pages and in an open status chooser", async () => {
      const page = await open("amy", "/", { colorScheme });
      await knownIcon(page, "lucia@example.com").waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.goto(`${server.url}/people.html`);
      await online(page);
      await knownIcon(page, "kenji@example.com").waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.locator("live-status button").first().click();
      await page.getByRole("menuitemradio", { name: "Busy" }).waitFor();
      expect(await axeFindings(page, "live-status")).toEqual([]);
      await page.keyboard.press("Escape");
      await page.locator("live-place button").click();
      await page.locator("live-place .panel").waitFor();
      expect(await axeFindings(page, "live-place")).toEqual([]);
    });

    it("with an open card, an open chat, and messages of both", async () => {
      const [page, partner] = [await open("amy", "/", { colorScheme }), await open("lucia", "/", { colorScheme })];
      await knownIcon(page, "lucia@example.com").waitFor();
      await lucia(page).hover();
      await card(page).getByText("Madrid").or(card(page).getByRole("button")).first().waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await openChat(page);
      await say(page, `Is this readable in ${colorScheme}?`);
      await message(page, `Is this readable in ${colorScheme}?`).waitFor();
      await partner.evaluate(async () => {
        const conversation = await (await window.livename!.ready!).conversations.open("amy@example.com");
        await conversation.send("Very much so.");
      });
      await message(page, "Very much so.").last().waitFor();
      expect(await axeFindings(page)).toEqual([]);
    });

    it("on the static page, of what is ours", async () => {
      const page = await open("amy", staticPage, { colorScheme });
      const link = page.getByRole("link", { name: "distros@vs.openwall.org" }).first();
      await knownIcon(page, "distros@vs.openwall.org").waitFor();
      await link.hover();
      await card(page).getByText("Mailing list").waitFor();
      // The page is somebody else's work: what axe finds there without us is not ours to judge.
      const plain = await page.context().newPage();
      await plain.route("**/livename.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
      await plain.goto(staticPage);
      const without = new Set((await axeFindings(plain)).map((finding) => finding.split(":")[0]));
      expect((await axeFindings(page)).filter((finding) => !without.has(finding.split(":")[0]))).toEqual([]);
    });
  });
}

describe("by keyboard alone", () => {
  it("Tab opens the card, Escape closes it and keeps the place; Enter opens the chat, which gives the focus back", async () => {
    const page = await open("amy");
    await knownIcon(page, "lucia@example.com").waitFor();
    // From the start of the page, as somebody without a pointer gets there.
    const way: string[] = [];
    while (!way.at(-1)?.startsWith("button Lucía Fernández")) {
      await page.keyboard.press("Tab");
      way.push(await focused(page));
      expect(way.length, way.join("\n")).toBeLessThan(40);
    }
    // The card of a name that was passed on the way may still be there.
    await page.getByRole("dialog", { name: "About Lucía Fernández" }).waitFor();
    expect(await lucia(page).locator("[role=button]").getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.press("Escape");
    await card(page).waitFor({ state: "hidden" });
    await expect.poll(() => focused(page)).toMatch(/^button Lucía Fernández/);

    // On to the next name and back: the order is that of the page.
    await page.keyboard.press("Tab");
    await expect.poll(() => focused(page)).toMatch(/^button Oluwaseun Adeyemi/);
    await page.getByRole("dialog", { name: "About Oluwaseun Adeyemi" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Shift+Tab");
    await expect.poll(() => focused(page)).toMatch(/^button Lucía Fernández/);
    await page.getByRole("dialog", { name: "About Lucía Fernández" }).waitFor();

    // Into the card, and out of it by Escape.
    const chatButton = page.getByRole("button", { name: "Chat with Lucía Fernández", exact: true });
    await page.getByRole("dialog", { name: "About Lucía Fernández" }).and(page.locator("live-card")).waitFor();
    await chatButton.waitFor();
    await page.keyboard.press("Tab");
    await expect.poll(() => focused(page)).toBe("button Chat with Lucía Fernández");
    await page.keyboard.press("Escape");
    await card(page).waitFor({ state: "hidden" });
    await expect.poll(() => focused(page)).toMatch(/^button Lucía Fernández/);

    await page.keyboard.press("Enter");
    await fieldOf(chat(page)).waitFor();
    await expect.poll(() => focused(page)).toBe("textarea Message Lucía Fernández");
    await page.keyboard.type("Typed without a pointer");
    await page.keyboard.press("Enter");
    await message(page, "Typed without a pointer").waitFor();
    await expect.poll(() => focused(page)).toBe("textarea Message Lucía Fernández");
    await page.keyboard.press("Tab");
    await expect.poll(() => focused(page)).toBe("button Send");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await expect.poll(() => focused(page)).toBe("log Messages");
    // Where somebody has written before, the question about notices is on the way.
    for (let stops = 0; stops < 3 && !(await focused(page)).startsWith("button Close"); stops++)
      await page.keyboard.press("Shift+Tab");
    expect(await focused(page)).toBe("button Close chat with Lucía Fernández");
    await page.keyboard.press("Enter");
    await chat(page).waitFor({ state: "hidden" });
    await expect.poll(() => focused(page)).toMatch(/^button Lucía Fernández/);
  });

  it("the status chooser: arrows move, Enter chooses, Escape gives the focus back", async () => {
    const page = await open("amy");
    // While the own status is on its way there is nothing to choose, and the button takes no focus.
    const button = page.getByRole("button", { name: "Your status: Available" });
    await button.waitFor();
    await button.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("menuitemradio Available");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => focused(page)).toBe("menuitemradio Busy");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Your status: Busy" }).waitFor();
    await expect.poll(() => focused(page)).toBe("button Your status: Busy");
    // The button has the focus before the chooser is gone.
    await page.locator('live-status [aria-expanded="false"]').waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("menuitemradio Busy");
    await page.keyboard.press("Escape");
    await expect.poll(() => focused(page)).toBe("button Your status: Busy");
    await page.evaluate(async () => (await window.livename!.ready!).presence.set({ availability: "available" }));
  });
});

describe("announcements", () => {
  /** What live regions of the page say from now on. */
  const listen = (page: Page): Promise<() => Promise<string[]>> =>
    page
      .evaluate(() => {
        const said: string[] = [];
        Object.assign(window, { said });
        const look = (root: ParentNode): void => {
          for (const region of root.querySelectorAll('[aria-live="polite"]')) {
            new MutationObserver(() => region.textContent && said.push(region.textContent)).observe(region, {
              childList: true,
              characterData: true,
              subtree: true,
            });
          }
          for (const element of root.querySelectorAll("*")) if (element.shadowRoot) look(element.shadowRoot);
        };
        look(document);
      })
      .then(() => () => page.evaluate(() => (window as unknown as { said: string[] }).said));

  const send = (page: Page, text: string): Promise<unknown> =>
    page.evaluate(async (text) => {
      const conversation = await (await window.livename!.ready!).conversations.open("amy@example.com");
      await conversation.send(text);
    }, text);

  it("a new message in an open chat is said once with its sender; one's own are not", async () => {
    const [amy, partner] = [await open("amy"), await open("lucia")];
    await openChat(amy);
    const said = await listen(amy);
    await say(amy, "I will not be said");
    await message(amy, "I will not be said").waitFor();
    await send(partner, "Lunch at noon?");
    await expect.poll(said).toEqual(["Lucía Fernández says: Lunch at noon?"]);
  });

  it("several messages in a moment are one sentence", async () => {
    const [amy, partner] = [await open("amy"), await open("lucia")];
    await openChat(amy);
    const said = await listen(amy);
    await partner.evaluate(async () => {
      const conversation = await (await window.livename!.ready!).conversations.open("amy@example.com");
      await Promise.all(["One", "Two", "Three"].map((text) => conversation.send(text)));
    });
    await message(amy, "Three").waitFor();
    await expect.poll(said).toEqual(["3 new messages"]);
  });
});

describe("nothing is cut off", () => {
  const rtl = (page: Page): Promise<void> =>
    page.evaluate(() => {
      document.documentElement.dir = "rtl";
    });

  for (const [how, options, prepare] of [
    ["on a phone of 390 × 844", { viewport: PHONE, hasTouch: true, isMobile: true }, undefined],
    ["in forced colours", { forcedColors: "active" }, undefined],
    ["from right to left", {}, rtl],
    ["from right to left on a phone", { viewport: PHONE, hasTouch: true, isMobile: true }, rtl],
  ] as const) {
    it(how, async () => {
      const page = await open("amy", "/", options);
      await prepare?.(page);
      await knownIcon(page, "lucia@example.com").waitFor();
      expect(await overflow(page)).toEqual([]);
      const touch = "hasTouch" in options;
      await lucia(page).scrollIntoViewIfNeeded();
      if (touch) await lucia(page).tap();
      else await lucia(page).hover();
      await card(page).getByRole("button", { name: "Chat with Lucía Fernández" }).waitFor();
      expect(await overflow(page)).toEqual([]);
      await card(page).getByRole("button", { name: "Chat with Lucía Fernández" }).click();
      await fieldOf(chat(page)).waitFor();
      await say(page, `A long word: ${"Donaudampfschifffahrt".repeat(12)} (${how})`);
      await message(page, `(${how})`).waitFor();
      expect(await overflow(page)).toEqual([]);
      const box = (await chat(page).boundingBox())!;
      const { width, height } = page.viewportSize()!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      // The writing direction decides the side.
      const middle = box.x + box.width / 2;
      if (!touch) expect(prepare ? middle < width / 2 : middle > width / 2).toBe(true);
    });
  }

  it("in forced colours a status still tells itself by its shape and in the text's colour", async () => {
    const page = await open("amy", "/", { forcedColors: "active" });
    const icons = page.locator("live-name svg.status.offline").first();
    await icons.waitFor();
    const [fill, text] = await icons.evaluate((icon) => [
      getComputedStyle(icon).fill,
      getComputedStyle(document.body).color,
    ]);
    expect(fill).toBe(text);
  });
});
