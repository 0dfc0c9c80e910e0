import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStage, PEOPLE, type Stage } from "./page.ts";

/** Amy leads Ben and Cleo, Ben leads Dan and somebody whose name is hostile. */
const MANAGERS: readonly (readonly [name: string, manager: string, shown: string])[] = [
  ["ben", "amy", "Ben Okonkwo"],
  ["cleo", "amy", "Cleo Großmann"],
  ["dan", "ben", "Dan Ito"],
  ["eve", "ben", "<i>Eve</i>"],
];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ people: [...PEOPLE, "dan@example.com", "eve@example.com"] });
  const { store, people } = stage.server.server;
  const records = MANAGERS.map(([address, manager, name]) => ({
    addresses: [`${address}@example.com`],
    ...{ name, title: `${address}'s title`, department: "", phone: "", location: "", timeZone: "", photo: "" },
    manager: `${manager}@example.com`,
  }));
  await store.people.import("default", records);
  await people.reload("default");
}, 60_000);
afterAll(() => stage?.close());

const centre = (page: Page) => page.locator(".centre");
const names = (page: Page) => page.locator("live-chart live-name").allTextContents();

describe("live-chart", () => {
  test("shows managers above and reports below, by name, as text", async () => {
    const page = await stage.open(`<live-chart person="ben@example.com"></live-chart>`, { as: "cleo" });
    await centre(page).getByText("Ben Okonkwo").waitFor();
    expect(await names(page)).toEqual(["Amy Currie", "Ben Okonkwo", "Dan Ito", "<i>Eve</i>"]);
    await page.getByText("dan's title").waitFor();
    await page.locator("live-chart svg.available, live-chart svg.offline").first().waitFor();
    await page.context().close();
  });

  test("goes up and down by click, tells whom, and the focus comes along", async () => {
    const page = await stage.open(`<live-chart></live-chart>`, { as: "cleo" });
    await centre(page).getByText("Cleo Großmann").waitFor();
    await page.getByText("Nobody reports to Cleo Großmann.").waitFor();
    await page.evaluate(() => {
      document.addEventListener("live-select", ({ detail }) => {
        document.title += ` ${detail.person.address}`;
      });
    });
    await page.getByRole("button", { name: "Go to Amy Currie" }).click();
    await centre(page).getByText("Amy Currie").waitFor();
    await page.getByRole("button", { name: "Go to Ben Okonkwo, 2 reports" }).click();
    await centre(page).getByText("Ben Okonkwo").waitFor();
    expect(await page.title()).toBe("Test amy@example.com ben@example.com");
    expect(await page.locator("live-chart").getAttribute("person")).toBe("ben@example.com");
    await expect
      .poll(() => page.locator("live-chart").evaluate((chart) => chart.shadowRoot?.activeElement?.className))
      .toContain("centre");
    await page.context().close();
  });

  test("by keyboard alone: arrows from row to row, Enter goes on", async () => {
    const page = await stage.open(`<live-chart person="ben@example.com"></live-chart>`, { as: "cleo" });
    await page.getByRole("button", { name: "Go to Amy Currie" }).focus();
    for (const key of ["ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await centre(page).getByText("Dan Ito").waitFor();
    expect(await names(page)).toEqual(["Amy Currie", "Ben Okonkwo", "Dan Ito"]);
    await page.context().close();
  });

  test("stays when the page takes the choice, and says who is nobody", async () => {
    const page = await stage.open(
      `<live-chart person="ben@example.com"></live-chart><live-chart person="nobody@example.com"></live-chart>`,
      { as: "cleo" },
    );
    await page.getByText("Not in the directory").waitFor();
    await page.evaluate(() => document.addEventListener("live-select", (event) => event.preventDefault()));
    await page.getByRole("button", { name: "Go to Amy Currie" }).click();
    expect(await page.locator("live-chart").first().getAttribute("person")).toBe("ben@example.com");
    expect(stage.errors).toEqual([]);
    await page.context().close();
  });
});
