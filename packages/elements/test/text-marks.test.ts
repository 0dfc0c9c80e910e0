// data-scan="text": addresses in the middle of texts are people, too, without a change of the page's content.
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { scan as Scan } from "../src/scan/index.ts";
import { openStage, type Stage } from "./page.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

const BODY = `<p id="text">Ask amy@example.com or &lt;ben@example.com&gt; today; amy@example.com is back at ten, nobody@example.com is not.</p>`;

type TestWindow = { scan: typeof Scan; undo: () => void; count: number };

async function open(body = BODY, options?: Parameters<Stage["open"]>[1]): Promise<Page> {
  const page = await stage.open(body, { as: "cleo", ...options });
  await page.evaluate(() => {
    const own = window as unknown as TestWindow;
    own.undo = own.scan(document, { text: true, found: (count) => (own.count = count) });
  });
  await page.locator("livename-marks").waitFor({ state: "attached" });
  return page;
}

/** The middle of the nth time that a word is written in the page's paragraph. */
const middle = (page: Page, word: string, nth = 0): Promise<{ x: number; y: number }> =>
  page.evaluate(
    ([word, nth]) => {
      const text = document.querySelector("#text")!.firstChild as Text;
      let at = -1;
      for (let count = 0; count <= nth; count++) at = text.data.indexOf(word, at + 1);
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + word.length);
      const { left, top, width, height } = range.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    },
    [word, nth] as const,
  );

describe("A11: addresses in texts", () => {
  test("have a card where the pointer is on them, beside them, and nowhere else in their text", async () => {
    const page = await open();
    const card = page.getByRole("dialog");
    const second = await middle(page, "amy@example.com", 1);
    await page.mouse.move(second.x, second.y);
    await page.mouse.move(second.x + 2, second.y);
    await card.getByText("Head of Research").waitFor();
    const box = (await card.boundingBox())!;
    expect(Math.abs(box.y - second.y)).toBeLessThan(60);
    const word = await middle(page, "today");
    await page.mouse.move(word.x, word.y);
    await card.waitFor({ state: "hidden" });
    const ben = await middle(page, "ben@example.com");
    await page.mouse.move(ben.x, ben.y);
    await card.getByText("Engineer").waitFor();
    // Whom the server does not know is no name.
    const nobody = await middle(page, "nobody@example.com");
    await page.mouse.move(nobody.x, nobody.y);
    await card.waitFor({ state: "hidden" });
    await page.waitForTimeout(600);
    expect(await card.count()).toBe(0);
    expect(stage.errors).toEqual([]);
    await page.context().close();
  });

  test("have icons at their ends, and the page's content stays as it is", async () => {
    const page = await stage.open(BODY, { as: "cleo" });
    const html = await page.locator("main").innerHTML();
    const before = await page.screenshot();
    await page.evaluate(() => {
      const own = window as unknown as TestWindow;
      own.undo = own.scan(document, { text: true, found: (count) => (own.count = count) });
    });
    await page.waitForFunction(() => (window as unknown as TestWindow).count === 3);
    const shows = async () => !(await page.screenshot()).equals(before);
    await expect.poll(shows).toBe(true);
    expect(await page.locator("main").innerHTML()).toBe(html);
    await page.evaluate(() => (window as unknown as TestWindow).undo());
    await expect.poll(shows).toBe(false);
    expect(await page.locator("livename-marks").count()).toBe(0);
    await page.context().close();
  });

  test("follow what the page writes", async () => {
    const page = await open();
    const count = (wanted: number) =>
      page.waitForFunction((wanted) => (window as unknown as TestWindow).count === wanted, wanted);
    await count(3);
    await page.evaluate(() => {
      (document.querySelector("#text")!.firstChild as Text).data = "Ask ben@example.com instead.";
    });
    await count(1);
    const ben = await middle(page, "ben@example.com");
    await page.mouse.move(ben.x, ben.y);
    await page.getByRole("dialog").getByText("Engineer").waitFor();
    await page.evaluate(() => document.querySelector("#text")!.append(" Or amy@example.com."));
    await count(2);
    await page.evaluate(() => document.querySelector("#text")!.remove());
    await count(0);
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.context().close();
  });

  test("by touch open their card with a tap", async () => {
    const page = await open(BODY, { hasTouch: true, isMobile: true, viewport: { width: 360, height: 640 } });
    await page.waitForFunction(() => (window as unknown as TestWindow).count === 3);
    const ben = await middle(page, "ben@example.com");
    await page.touchscreen.tap(ben.x, ben.y);
    await page.getByRole("dialog").getByText("Engineer").waitFor();
    await page.context().close();
  });
});
