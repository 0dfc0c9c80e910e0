// The pages of the example portal in little room, against the built command.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../src/harness/browser.ts";
import { type CommandServer, PORTAL, startCommandServer } from "../src/harness/command.ts";
import { online } from "../src/harness/live-page.ts";

const PAGES = ["index", "mail", "calendar", "tasks", "people", "privacy"];
let server: CommandServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startCommandServer({ site: PORTAL }), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

/** What reaches beyond the sides of the window, apart from what a box of the page scrolls or cuts off. */
const beyond = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const found = scrollWidth > clientWidth ? [`the page is ${scrollWidth} wide in ${clientWidth}`] : [];
    const isHeld = (element: Element | null): boolean =>
      element !== null && (getComputedStyle(element).overflowX !== "visible" || isHeld(element.parentElement));
    for (const element of document.querySelectorAll("body *")) {
      const { left, right, width } = element.getBoundingClientRect();
      if (width > 0 && (left < -0.5 || right > clientWidth + 0.5) && !isHeld(element))
        found.push(`${element.localName}.${element.className} from ${left} to ${right}`);
    }
    return found;
  });

describe("no page of the portal is wider than the window", () => {
  it.each([
    ["on a small phone", { width: 360, height: 740 }, "ltr"],
    ["at 200 % of 1280 by 860", { width: 640, height: 430 }, "ltr"],
    ["right to left on a small phone", { width: 360, height: 740 }, "rtl"],
  ])("%s", async (_, viewport, dir) => {
    const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    await page.addInitScript((dir) => {
      addEventListener("DOMContentLoaded", () => document.documentElement.setAttribute("dir", dir));
    }, dir);
    const found: Record<string, string[]> = {};
    for (const name of PAGES) {
      await page.goto(`${server.url}/${name}.html?as=amy`);
      await online(page);
      await page.locator("live-status .own", { hasText: "Available" }).waitFor();
      found[name] = await beyond(page);
    }
    expect(found).toEqual(Object.fromEntries(PAGES.map((name) => [name, []])));
    await context.close();
  });
});
