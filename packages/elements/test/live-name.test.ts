import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fieldOf, openStage, type Stage } from "./page.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

const TWO = `<p>Ask <live-name id="amy" person="amy@example.com">Amy <b>Currie</b></live-name> or
  <live-name id="ben" person="ben@example.com">Ben Okonkwo</live-name>.</p><p><button id="after">After</button></p>`;

const status = (page: Page, name: string, text: string) =>
  page
    .getByRole("button", { name: new RegExp(`^${name} \\(${text}\\)$`) })
    .first()
    .waitFor({ timeout: 4_000 });
const card = (page: Page) => page.getByRole("dialog", { name: /^About/ });

describe("live-name", () => {
  test("shows the person's status in shape and words, and keeps the author's text", async () => {
    const page = await stage.open(TWO, { as: "ben" });
    await status(page, "Ben Okonkwo", "Available");
    await status(page, "Amy Currie", "Offline");
    const shapes = await page
      .locator("live-name path")
      .evaluateAll((paths) => paths.map((path) => path.getAttribute("d")));
    expect(new Set(shapes).size).toBe(2);
    expect(await page.locator("#amy").innerHTML()).toBe("Amy <b>Currie</b>");
    await page.context().close();
  });

  test("has the colours of the surface that it stands on, where the page says nothing of its scheme", async () => {
    const page = await stage.open(`<div id="box">${TWO}</div>`, { as: "ben" });
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("#box { background: #222 } #box.light { background: #fff }");
      document.adoptedStyleSheets = [sheet];
    });
    const colour = () => page.locator("#ben svg").evaluate((icon) => getComputedStyle(icon).fill);
    await expect.poll(colour).toBe("rgb(74, 222, 128)");
    await page.locator("#box").evaluate((box) => box.classList.add("light"));
    await expect.poll(colour).toBe("rgb(21, 128, 61)");
    await page.context().close();
  });

  test("makes nothing longer in a box that scrolls, and is whole under rules for everything", async () => {
    const page = await stage.open(
      `<div id="box">${`<p><live-name person="ben@example.com">Ben</live-name></p>`.repeat(200)}</div><p>End.</p>`,
      { as: "ben" },
    );
    const rules = (text: string) =>
      page.evaluate((text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        document.adoptedStyleSheets = [sheet];
      }, text);
    await rules(
      "#box { height: 300px; overflow: auto } live-name { position: static } p { margin: 0; line-height: 20px }",
    );
    await page.getByRole("button", { name: "Ben (Available)" }).first().waitFor();
    const sizes = () =>
      page.evaluate(() => [document.documentElement.scrollHeight, document.querySelector("#box")!.scrollHeight]);
    expect(await sizes()).toEqual([700, 4_000]);
    await rules(
      "* { all: unset !important; display: block !important; transform: translateX(3px) !important; opacity: .5 !important } #box { font: 20px serif !important }",
    );
    const parts = await page
      .locator("live-name")
      .first()
      .evaluate((name) =>
        [".status", ".sr", ".text"].map((part) => {
          const { width, height } = name.shadowRoot!.querySelector(part)!.getBoundingClientRect();
          return [Math.round(width), Math.round(height)];
        }),
      );
    expect(parts.slice(0, 2)).toEqual([
      [14, 14],
      [1, 1],
    ]);
    const { x, y, height } = (await page.locator("live-name").first().boundingBox())!;
    await page.mouse.move(x + 25, y + height / 2);
    await card(page).waitFor();
    expect(
      await card(page).evaluate((element) => {
        const { transform, opacity, position } = getComputedStyle(element);
        return [transform, opacity, position, element.getBoundingClientRect().width];
      }),
    ).toEqual(["none", "1", "fixed", 320]);
    await page.context().close();
  });

  test("takes the same room before and after its status is known", async () => {
    const page = await stage.open(TWO);
    await status(page, "Ben Okonkwo", "Status unknown");
    const before = await page.locator("p").first().boundingBox();
    const token = stage.server.tokenFor("ben");
    await page.evaluate(
      ({ url, token }) => {
        const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
        elements.provide({ url, token: () => token });
      },
      { url: stage.server.url, token },
    );
    await status(page, "Ben Okonkwo", "Available");
    expect(await page.locator("p").first().boundingBox()).toEqual(before);
    await page.context().close();
  });

  test("opens its card for a pointer that rests, keeps it on the way into it, and closes when left", async () => {
    const page = await stage.open(TWO, { as: "ben" });
    await status(page, "Ben Okonkwo", "Available");
    await page.hover("#after");
    await page.hover("#amy");
    await card(page).getByRole("heading", { name: "Amy Currie" }).waitFor();
    await card(page).getByText("Head of Research").waitFor();
    const box = (await card(page).boundingBox())!;
    await page.mouse.move(box.x + 60, box.y + 40, { steps: 12 });
    await page.waitForTimeout(500);
    expect(await card(page).isVisible()).toBe(true);
    await page.hover("#after");
    await page.mouse.move(box.x + 60, box.y + 40);
    await page.waitForTimeout(500);
    expect(await card(page).isVisible(), "re-entry within the grace keeps it").toBe(true);
    await page.mouse.move(900, 650);
    await card(page).waitFor({ state: "hidden" });
    await page.context().close();
  });

  test("is worked by the keyboard: card on focus, Tab into it, Escape out of it, Enter for the chat", async () => {
    const page = await stage.open(TWO, { as: "ben" });
    await status(page, "Amy Currie", "Offline");
    await page.keyboard.press("Tab");
    await card(page).getByRole("button", { name: "Chat with Amy Currie" }).waitFor();
    // Away and back while the card is still there.
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await page.mouse.move(880, 640);
    await page.waitForTimeout(500);
    expect(await card(page).isVisible()).toBe(true);
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Chat with Amy Currie");
    // A pointer that is moved elsewhere, by a table that shakes or by the browser after a change of the layout.
    await page.mouse.move(900, 650);
    await page.waitForTimeout(500);
    expect(await focused(page)).toBe("Chat with Amy Currie");
    await page.keyboard.press("Escape");
    await card(page).waitFor({ state: "hidden" });
    expect(await focused(page)).toMatch(/^Amy Currie/);
    await page.keyboard.press("Enter");
    const field = fieldOf(page, "Message Amy Currie");
    await field.waitFor();
    await page.waitForFunction(() => document.activeElement?.localName === "live-dock");
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "hidden" });
    expect(await focused(page)).toMatch(/^Amy Currie/);
    await page.context().close();
  });

  test("keeps the focus in its card when the rest of the card comes", async () => {
    const page = await stage.open(TWO, { as: "ben" });
    let arrive = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await page.route(/further-actions/, async (route) => {
      await arrival;
      await route.continue();
    });
    await status(page, "Amy Currie", "Offline");
    await page.keyboard.press("Tab");
    await card(page).getByRole("button", { name: "Chat with Amy Currie" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Chat with Amy Currie");
    expect(await card(page).getByRole("button").count(), "the rest has not come").toBe(1);
    arrive();
    await card(page)
      .getByRole("button", { name: /contact/ })
      .waitFor();
    expect(await focused(page)).toBe("Chat with Amy Currie");
    await page.context().close();
  });

  test("Escape closes a card in a page's dialog, and the dialog only when it is pressed again", async () => {
    const page = await stage.open(`<dialog>${TWO}</dialog>`, { as: "ben" });
    await page.evaluate(() => document.querySelector("dialog")!.showModal());
    await status(page, "Amy Currie", "Offline");
    // Where a dialog puts the focus when it opens depends on whether the names in it are live already.
    await page.evaluate(() => {
      const dialog = document.querySelector("dialog")!;
      dialog.tabIndex = -1;
      dialog.focus();
    });
    await page.keyboard.press("Tab");
    await card(page).getByRole("button", { name: "Chat with Amy Currie" }).waitFor();
    const open = () => page.evaluate(() => document.querySelector("dialog")!.open);
    await page.keyboard.press("Escape");
    await card(page).waitFor({ state: "hidden" });
    expect(await open()).toBe(true);
    await page.keyboard.press("Escape");
    expect(await open()).toBe(false);
    await page.context().close();
  });

  test("lets a page cancel the chat by live-open, and leaves a page's links alone", async () => {
    const page = await stage.open(`${TWO}<a href="#there"><live-name person="cleo@example.com">Cleo</live-name></a>`, {
      as: "ben",
    });
    await status(page, "Ben Okonkwo", "Available");
    await page.evaluate(() =>
      document.addEventListener("live-open", (event) => {
        event.preventDefault();
        const { detail } = event as CustomEvent<{ person: string; name: string }>;
        document.title = `${detail.person} ${detail.name}`;
      }),
    );
    await page.click("#amy");
    await page.waitForFunction(() => document.title === "amy@example.com Amy Currie");
    await page.getByRole("link", { name: /Cleo/ }).click();
    expect(new URL(page.url()).hash).toBe("#there");
    expect(await page.locator("live-dock").count()).toBe(0);
    await page.context().close();
  });

  test("a tap opens the card inside the viewport and a second tap closes it", async () => {
    const page = await stage.open(TWO, {
      as: "ben",
      viewport: { width: 390, height: 700 },
      hasTouch: true,
      isMobile: true,
    });
    await status(page, "Ben Okonkwo", "Available");
    await page.tap("#ben");
    await card(page).waitFor();
    const box = (await card(page).boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(390);
    await page.tap("#ben");
    await card(page).waitFor({ state: "hidden" });
    await page.context().close();
  });

  test("speaks the language of the nearest lang", async () => {
    const page = await stage.open(
      `<p lang="de">${TWO}</p><section lang="de"><live-name person="ben@example.com">Ben</live-name></section>`,
      { as: "ben" },
    );
    await status(page, "Ben", "Verfügbar");
    await page.context().close();
  });

  test("follows nobody on the server, and keeps no listener, after a thousand names came and went", async () => {
    await stage.server.addPeople(Array.from({ length: 1000 }, (_, index) => `person-${index}@example.com`));
    const page = await stage.open("<div id='host'></div>", { as: "ben" });
    const watches = await stage.metric("livename_watches");
    await page.evaluate(async () => {
      const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
      const added: string[] = [];
      Object.assign(window, { added });
      const { addEventListener, removeEventListener } = document;
      document.addEventListener = (...all: Parameters<typeof addEventListener>) => {
        added.push(all[0]);
        return addEventListener.apply(document, all);
      };
      document.removeEventListener = (...all: Parameters<typeof removeEventListener>) => {
        added.splice(added.indexOf(all[0]), 1);
        return removeEventListener.apply(document, all);
      };
      await elements.pageProvider().client?.ready;
      const names = Array.from({ length: 1000 }, (_, index) => {
        const name = document.createElement("live-name");
        name.person = `person-${index}@example.com`;
        name.style.position = "absolute";
        return name;
      });
      document.querySelector("#host")!.append(...names);
    });
    // They stand on top of each other: all are near the viewport, and all are watched.
    await expect.poll(() => stage.metric("livename_watches"), { timeout: 8_000 }).toBe(watches + 1000);
    const added = () => page.evaluate(() => (window as unknown as { added: string[] }).added.length);
    expect(await added()).toBeLessThan(10);
    await page.evaluate(() => document.querySelector("#host")!.replaceChildren());
    await expect.poll(() => stage.metric("livename_watches"), { timeout: 8_000 }).toBe(watches);
    expect(await added()).toBe(0);
    await page.context().close();
  });

  test("leaves no error in the console under a strict Content-Security-Policy", () => {
    expect(stage.errors).toEqual([]);
  });
});

function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const host = element?.getRootNode();
    const slotted = host instanceof ShadowRoot && element?.querySelector("slot") ? host.host.textContent : "";
    return element?.getAttribute("aria-label") ?? `${slotted}${element?.textContent}`.trim();
  });
}
