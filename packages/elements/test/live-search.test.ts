import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fieldOf, openStage, optionOf, PEOPLE, type Stage } from "./page.ts";
import { openRelay, type Relay } from "./relay.ts";

let stage: Stage;
beforeAll(async () => {
  const markup = { address: "mark@example.com", name: "<img src=x> Mark", title: "Tester", department: "Science" };
  const arabic = { address: "layla@example.com", name: "ليلى حداد", title: "Engineer" };
  stage = await openStage({ people: [...PEOPLE, markup, arabic] });
}, 60_000);
afterAll(() => stage?.close());

const field = (page: Page) => fieldOf(page, "Find people");
const options = (page: Page) => optionOf(page);
const card = (page: Page, name: string) => page.getByRole("dialog", { name: `About ${name}` });

/** Lets the answers come that were held back, and waits until the search has had its own. */
async function answered(page: Page, relay: Relay): Promise<void> {
  relay.release();
  // Answers come in their order: whoever else asks now is answered after the search was.
  await page.evaluate(async () => {
    const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
    await elements.pageProvider().client?.directory.search("nobody at all");
  });
}

describe("live-search", () => {
  test("finds as one types, by title or department too, and shows presence", async () => {
    const page = await stage.open("<live-search></live-search>", { as: "ben" });
    await field(page).pressSequentially("sci");
    await expect.poll(() => options(page).count()).toBe(2);
    await options(page).filter({ hasText: "Amy Currie" }).getByText("Head of Research · Science").waitFor();
    await field(page).fill("okonkwo ben");
    await options(page).filter({ hasText: "Available" }).getByText("Ben Okonkwo").waitFor();
    expect(await options(page).count()).toBe(1);
    await field(page).fill("nobody at all");
    await page.locator(".panel").getByText("Nobody found.").waitFor();
    await field(page).fill("");
    await page.locator(".panel").waitFor({ state: "hidden" });
    await page.context().close();
  });

  test("by keyboard: arrows go round, Enter chooses and opens the card, Escape closes", async () => {
    const page = await stage.open("<live-search></live-search>", { as: "ben" });
    await page.evaluate(() => {
      document.addEventListener("live-select", ({ detail }) => {
        document.title = detail.person.address;
      });
    });
    await field(page).focus();
    await page.keyboard.type("engineer");
    await expect.poll(() => options(page).count()).toBe(2);
    const active = () =>
      field(page).evaluate((input) => {
        const id = input.getAttribute("aria-activedescendant") ?? "";
        return input.ownerDocument.getElementById(id)?.textContent?.split(",")[0];
      });
    const first = await active();
    await page.keyboard.press("ArrowUp");
    await expect.poll(active).not.toBe(first);
    await page.keyboard.press("ArrowDown");
    await expect.poll(active).toBe(first);
    await page.keyboard.press("Escape");
    expect(await field(page).getAttribute("aria-expanded")).toBe("false");
    expect(await field(page).inputValue()).toBe("engineer");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => field(page).getAttribute("aria-expanded")).toBe("true");
    await field(page).fill("ben");
    await expect.poll(active).toBe("Ben Okonkwo");
    await page.keyboard.press("Enter");
    await card(page, "Ben Okonkwo").waitFor();
    expect(await page.title()).toBe("ben@example.com");
    expect(await field(page).inputValue()).toBe("");
    await page.keyboard.press("Escape");
    await card(page, "Ben Okonkwo").waitFor({ state: "hidden" });
    await page.context().close();
  });

  test("a later answer for what was typed leaves the choice with whom the arrows went to", async () => {
    const relay = await openRelay(Number(new URL(stage.server.url).port));
    const page = await stage.open("<live-search></live-search>", { as: "ben", url: relay.url });
    await field(page).fill("enginee");
    await expect.poll(() => options(page).count()).toBe(2);
    relay.hold();
    await field(page).press("r");
    await field(page).press("ArrowDown");
    const chosen = page.locator('.option[data-active="true"] .who');
    const second = await options(page).nth(1).locator(".who").textContent();
    expect(await chosen.textContent()).toBe(second);
    await answered(page, relay);
    expect(await chosen.textContent()).toBe(second);
    // Another word is another choice.
    await field(page).fill("engine");
    await expect.poll(() => chosen.textContent()).not.toBe(second);
    // What Escape has closed stays closed.
    relay.hold();
    await field(page).press("e");
    await field(page).press("Escape");
    await answered(page, relay);
    expect(await field(page).getAttribute("aria-expanded")).toBe("false");
    await page.context().close();
    await relay.close();
  });

  test("by pointer: the card stays while the pointer is elsewhere, until something else is pressed", async () => {
    const page = await stage.open("<live-search></live-search><p>Somewhere</p>", { as: "ben" });
    await field(page).fill("amy");
    await options(page).click();
    await card(page, "Amy Currie").waitFor();
    await page.mouse.move(900, 600);
    await page.mouse.move(880, 580);
    await page.waitForTimeout(600);
    expect(await card(page, "Amy Currie").isVisible()).toBe(true);
    await page.mouse.click(900, 600);
    await card(page, "Amy Currie").waitFor({ state: "hidden" });
    await page.context().close();
  });

  test("what is typed next closes the card of whom was found before", async () => {
    const page = await stage.open("<live-search></live-search>", { as: "ben" });
    await field(page).fill("ben");
    await options(page).getByText("Ben Okonkwo").click();
    await card(page, "Ben Okonkwo").waitFor();
    await field(page).press("a");
    await card(page, "Ben Okonkwo").waitFor({ state: "hidden" });
    await options(page).getByText("Amy Currie").waitFor();
    await page.context().close();
  });

  test("what cancels the choice has the person to itself; names are text", async () => {
    const page = await stage.open("<live-search></live-search>", { as: "ben" });
    await page.evaluate(() => document.addEventListener("live-select", (event) => event.preventDefault()));
    await field(page).fill("mark");
    await options(page).getByText("<img src=x> Mark", { exact: true }).click();
    await page.locator(".panel").waitFor({ state: "hidden" });
    expect(await page.locator("live-search live-name").count()).toBe(0);
    expect(stage.errors).toEqual([]);
    await page.context().close();
  });
});
