import { type Client, connect } from "@livename/client";
import type { Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fieldOf, openStage, optionOf, PEOPLE, type Stage } from "./page.ts";

let stage: Stage;
let elsewhere: Client;
beforeAll(async () => {
  stage = await openStage({ people: [...PEOPLE, "dan@example.com"] });
  elsewhere = connect({ url: stage.server.url, token: () => stage.server.tokenFor("ben", ["groups:set"]) });
  await elsewhere.ready;
  const members = ["amy@example.com", "cleo@example.com"];
  await elsewhere.directory.setGroup("https://example.com/press", { name: "Team of the press", members });
}, 60_000);
afterAll(async () => {
  elsewhere?.close();
  await stage?.close();
});
beforeEach(async () => {
  const list = await elsewhere.contacts.open();
  await list.edit(list.tree.map((remove) => ({ remove })));
  list.close();
});

const open = (options = {}) => stage.open("<live-contacts></live-contacts>", { as: "ben", ...options });
const row = (page: Page, name: string) => page.locator("live-contacts .person[data-entry]").filter({ hasText: name });
const names = (page: Page) => page.locator("live-contacts [data-entry] .who").allTextContents();
const more = (page: Page, name: string) => page.getByRole("button", { name: `More for ${name}` });
const choose = async (page: Page, name: string, item: string) => {
  await more(page, name).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
};
const add = async (page: Page, name: string) => {
  await fieldOf(page, "Add people or groups").fill(name);
  await optionOf(page, name).click();
  await row(page, name).waitFor();
};
/** The words of what has the focus in the element. */
const focused = (page: Page) =>
  page.locator("live-contacts").evaluate(({ shadowRoot }) => {
    const element = shadowRoot?.activeElement;
    return element?.getAttribute("aria-label") ?? element?.textContent?.trim();
  });

describe("live-contacts", () => {
  test("K1: a group of the directory is found by a word of its name and added, once; its people stand in it", async () => {
    const page = await open();
    await page.getByText("No contacts yet.").waitFor();
    const field = fieldOf(page, "Add people or groups");
    await field.fill("pre");
    const group = optionOf(page, "Team of the press");
    await group.getByText("Group · 2 people").waitFor();
    await page.getByText("1 found", { exact: true }).waitFor({ state: "attached" });
    await field.press("Enter");
    await row(page, "Team of the press").waitFor();
    const list = await elsewhere.contacts.open();
    expect(list.entries.map(({ kind, target }) => [kind, target])).toEqual([["group", "https://example.com/press"]]);
    list.close();
    await page.getByRole("button", { name: "Team of the press", exact: true }).click();
    await page.locator("live-contacts live-list").getByText("Cleo Großmann").waitFor();
    await field.fill("team");
    await group.click();
    await page.getByText("Team of the press is in your contacts already.").waitFor();
    await page.context().close();
  });

  test("K1: adds by search, once; another device has it, and what that does is seen here", async () => {
    const page = await open();
    await page.getByText("No contacts yet.").waitFor();
    await add(page, "Amy Currie");
    await fieldOf(page, "Add people or groups").fill("amy");
    await optionOf(page).click();
    await page.getByText("Amy Currie is in your contacts already.").waitFor();
    const list = await elsewhere.contacts.open();
    expect(list.entries.map(({ name }) => name)).toEqual(["Amy Currie"]);
    const folder = await list.addFolder("<b>Team</b>");
    await row(page, "<b>Team</b>").waitFor();
    await list.add("cleo@example.com", { into: folder, note: "met in May" });
    await row(page, "Cleo Großmann").getByText("met in May").waitFor();
    expect(await names(page)).toEqual(["Amy Currie", "<b>Team</b>", "Cleo Großmann"]);
    list.close();
    await page.context().close();
  });

  test("by keyboard: a folder, moves by menu, and the focus stays with the entry", async () => {
    const page = await open();
    await add(page, "Amy Currie");
    await add(page, "Cleo Großmann");
    await page.getByRole("button", { name: "New folder, import, export" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("New folder");
    await page.keyboard.press("Enter");
    await fieldOf(page, "Rename: New folder").waitFor();
    await page.keyboard.type("Team");
    await page.keyboard.press("Enter");
    await expect.poll(() => names(page)).toEqual(["Amy Currie", "Cleo Großmann", "Team"]);
    await more(page, "Amy Currie").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("Nickname");
    for (const key of ["ArrowUp", "ArrowUp"]) await page.keyboard.press(key);
    expect(await focused(page)).toBe("Move to Team");
    await page.keyboard.press("Enter");
    await expect.poll(() => names(page)).toEqual(["Cleo Großmann", "Team", "Amy Currie"]);
    await expect.poll(() => focused(page)).toBe("More for Amy Currie");
    await choose(page, "Team", "Move up");
    await expect.poll(() => names(page)).toEqual(["Team", "Amy Currie", "Cleo Großmann"]);
    const fold = page.getByRole("button", { name: "Team", expanded: true });
    await fold.focus();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => names(page)).toEqual(["Team", "Cleo Großmann"]);
    await page.context().close();
  });

  test("nickname, note and removal; a folder that holds somebody asks before", async () => {
    const page = await open();
    await add(page, "Amy Currie");
    await choose(page, "Amy Currie", "Nickname");
    await fieldOf(page, "Nickname: Amy Currie").fill("Chief");
    await page.keyboard.press("Enter");
    await row(page, "Chief").waitFor();
    await choose(page, "Chief", "Note");
    await fieldOf(page, "Note: Chief").fill("likes tea");
    await page.getByRole("button", { name: "Save" }).click();
    await row(page, "Chief").getByText("likes tea").waitFor();
    const list = await elsewhere.contacts.open();
    const folder = await list.addFolder("Team");
    await list.move(list.entries.find(({ name }) => name === "Chief")!, { into: folder });
    list.close();
    await choose(page, "Team", "Remove");
    await page.getByText("Remove Team with all in it?").waitFor();
    await page.keyboard.press("Escape");
    expect(await names(page)).toEqual(["Team", "Chief"]);
    await choose(page, "Team", "Remove");
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByText("No contacts yet.").waitFor();
    await page.context().close();
  });

  test("K14: takes in a file, or none of it with each wrong line named; hands one out", async () => {
    const page = await open();
    await page.getByText("No contacts yet.").waitFor();
    const file = (name: string, text: string) =>
      page
        .locator('live-contacts input[type="file"]')
        .setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
    await file("people.csv", "name,address\nAmy,amy@example.com\nNobody,nobody@example.com\n");
    await page.getByText("Nothing was imported. 1 line is wrong:").waitFor();
    await page.getByText(/^Line 3: /).waitFor();
    expect(await names(page)).toEqual([]);
    await file("people.txt", "amy");
    await page.getByText("Choose a file that ends in .csv, .vcf or .json.").waitFor();
    await file("people.CSV", "name,address\nAmy,amy@example.com\nCleo,cleo@example.com\n");
    await page.getByText("2 added, 0 changed, 0 as they were").waitFor();
    await page.getByRole("button", { name: "New folder, import, export" }).click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "Export as vCard" }).click();
    expect((await downloading).suggestedFilename()).toBe("contacts.vcf");
    expect(stage.errors).toEqual([]);
    await page.context().close();
  });

  test("right to left on a phone nothing is cut off, and each language has its own words", async () => {
    const page = await open({ html: 'lang="de" dir="rtl"', viewport: { width: 360, height: 640 } });
    await page.getByText("Noch keine Kontakte.").waitFor();
    await fieldOf(page, "Personen oder Gruppen hinzufügen").fill("amy");
    await optionOf(page).click();
    await row(page, "Amy Currie").waitFor();
    await page.getByRole("button", { name: "Mehr zu Amy Currie" }).click();
    const box = (await page.getByRole("menu").boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(360);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.context().close();
  });
});
