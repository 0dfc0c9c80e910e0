// A written name that fits several people: marked as such, and the card asks who is meant.
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { scan as Scan } from "../src/scan/index.ts";
import { openStage, type Stage } from "./page.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.server.addPeople([
    { address: "b.stone@example.com", name: "Bob Stone", title: "Engineer", department: "Research" },
    { address: "bob.stone@example.com", name: "Bob Stone", title: "Cook" },
  ]);
}, 60_000);
afterAll(() => stage.close());

const BODY = `<p>By <b class="author" id="both">Bob Stone</b> and <b class="author" id="one">Amy Currie</b>.
  <a class="author" id="link" href="#bob">Bob Stone</a></p>`;

async function open(attributes?: Parameters<Stage["open"]>[1]): Promise<Page> {
  const page = await stage.open(BODY, { as: "cleo", ...attributes });
  await page.evaluate(() => {
    const own = window as unknown as { scan: typeof Scan };
    own.scan(document, { names: ".author" });
  });
  await page.locator("#both[data-livename]").waitFor();
  return page;
}

const idOf = (page: Page, address: string): Promise<string> =>
  page.evaluate(async (address) => {
    const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
    const [found] = await elements.pageProvider().client!.directory.get(address);
    return found!.id;
  }, address);
const rows = (page: Page) => page.getByRole("dialog").getByRole("listitem");

describe("a name that fits two people", () => {
  test("is marked as such, never as one of them", async () => {
    const page = await open();
    await page.locator("#one[data-livename=offline]").waitFor();
    expect(await page.locator("#both").getAttribute("data-livename")).toBe("several");
    const said = await page
      .locator("#both")
      .evaluate((element) => getComputedStyle(element, "::after").getPropertyValue("content"));
    expect(said).toBe('"" / "(Several people)"');
    await page.context().close();
  });

  test("offers both; the card is that of who is chosen, and leads back", async () => {
    const page = await open();
    await page.locator("#both").hover();
    await expect.poll(() => rows(page).allInnerTexts()).toHaveLength(2);
    expect((await rows(page).allInnerTexts()).map((text) => text.split("\n").at(-1)).sort()).toEqual([
      "Cook · bob.stone@example.com",
      "Engineer · Research · b.stone@example.com",
    ]);
    await rows(page).getByRole("button", { name: /Cook/ }).click();
    await page.getByRole("dialog").getByText("Offline").waitFor();
    await page.getByRole("button", { name: "Others of this name" }).click();
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.keyboard.press("Escape");
    // Whose chat it is, is the person's who was chosen.
    for (const address of ["b.stone@example.com", "bob.stone@example.com"]) {
      await page.locator("#one").hover();
      await page.locator("#both").hover();
      await rows(page)
        .getByRole("button", { name: `· ${address}` })
        .click();
      await page.getByRole("button", { name: "Chat with Bob Stone", exact: true }).click();
      const wanted = await idOf(page, address);
      await expect
        .poll(() => page.locator("live-chat").evaluate((chat) => (chat as unknown as { person: string }).person))
        .toBe(wanted);
      await page.getByRole("dialog").waitFor({ state: "hidden" });
    }
    expect(stage.errors).toEqual([]);
    await page.context().close();
  });

  test("by keyboard: Tab into the list, Enter chooses, and the focus is in the card", async () => {
    const page = await open();
    await page.keyboard.press("Tab");
    await rows(page).first().waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Others of this name" }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent);
    await expect.poll(focused).toBe("Others of this name");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("link");
    await page.context().close();
  });

  test("by touch, before its link", async () => {
    const page = await open({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 640 } });
    await page.locator("#link").tap();
    await rows(page).first().waitFor();
    const box = (await page.getByRole("dialog").boundingBox())!;
    expect(box.x >= 0 && box.x + box.width <= 360).toBe(true);
    expect(new URL(page.url()).hash).toBe("");
    await page.context().close();
  });
});
