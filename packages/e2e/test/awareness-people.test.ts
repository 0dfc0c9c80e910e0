// Search, organisation chart, contacts and awareness lists on the portal's pages, in Chromium, against the built command.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { axeFindings, focused } from "../src/harness/accessibility.ts";
import { type Complaints, launchChromium, listenToComplaints } from "../src/harness/browser.ts";
import { type CommandServer, PORTAL, startCommandServer } from "../src/harness/command.ts";
import { fieldOf, optionOf } from "../src/harness/fields.ts";
import { online } from "../src/harness/live-page.ts";

let server: CommandServer;
let browser: Browser;
const opened: { readonly page: Page; readonly complaints: Complaints }[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startCommandServer({ site: PORTAL }), launchChromium()]);
  await server.run("groups", "import", join(PORTAL, "groups.csv"));
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});
afterEach(async () => {
  const complaints = opened.flatMap(({ complaints }) => complaints.all);
  for (const { page } of opened.splice(0)) await page.context().close();
  expect(complaints).toEqual([]);
});

async function open(as: string, path: string, options = {}): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  opened.push({ page, complaints: listenToComplaints(page) });
  await page.goto(`${server.url}/${path}?as=${as}`);
  await online(page);
  return page;
}

const contacts = (page: Page) => page.locator("live-contacts");
const entries = (page: Page) => contacts(page).locator("[data-entry] .who").allTextContents();
const centre = (page: Page) => page.locator("live-chart .centre");
const loaded = (page: Page) =>
  Promise.all([fieldOf(contacts(page)).waitFor(), centre(page).getByText("Amy Currie").waitFor()]);

describe("people on the portal", () => {
  it("K1: two devices of one person have the same contacts, folders and order", async () => {
    const desk = await open("amy", "people.html");
    const phone = await open("amy", "people.html", { viewport: { width: 390, height: 844 } });
    await Promise.all([loaded(desk), loaded(phone)]);
    for (const name of ["Lars Vermeulen", "Hyun-Ju Park"]) {
      await fieldOf(contacts(desk)).fill(name);
      await optionOf(contacts(desk), name).click();
      await expect.poll(() => entries(phone)).toContain(name);
    }
    await contacts(phone).getByRole("button", { name: "New folder, import, export" }).click();
    await contacts(phone).getByRole("menuitem", { name: "New folder" }).click();
    await fieldOf(contacts(phone), "Rename: New folder").fill("Launch");
    await phone.keyboard.press("Enter");
    await expect.poll(() => entries(desk)).toEqual(["Lars Vermeulen", "Hyun-Ju Park", "Launch"]);
    await contacts(desk).getByRole("button", { name: "More for Lars Vermeulen" }).click();
    await contacts(desk).getByRole("menuitem", { name: "Move to Launch" }).click();
    for (const page of [desk, phone])
      await expect.poll(() => entries(page)).toEqual(["Hyun-Ju Park", "Launch", "Lars Vermeulen"]);
    await phone.reload();
    await online(phone);
    await expect.poll(() => entries(phone)).toEqual(["Hyun-Ju Park", "Launch", "Lars Vermeulen"]);
  });

  it("K12: what the organisation shares is marked and has no menu; a group opens to its people", async () => {
    const file = join(server.data, "help-desk.csv");
    writeFileSync(file, "name,address\nBeatriz Almeida,beatriz@example.com\n");
    const page = await open("mike", "people.html");
    await contacts(page).getByText("No contacts yet.").waitFor();
    await server.run("contacts", "append", file, "--to", "person:mike@example.com", "--name", "Help desk");
    const shared = contacts(page).locator("[data-entry]", { hasText: "Beatriz Almeida" });
    await shared.getByText("Shared").waitFor();
    expect(await shared.getByRole("button", { name: "More for" }).count()).toBe(0);
    await page.evaluate(async () => {
      const client = await window.livename!.ready!;
      await (await client.contacts.open()).addGroup("on-duty");
    });
    await contacts(page).getByRole("button", { name: "On duty", exact: true, expanded: false }).click();
    await expect
      .poll(() => contacts(page).locator("live-list live-name").allTextContents())
      .toEqual(expect.arrayContaining(["Beatriz Almeida", "Kenji Watanabe", "Yusuf Demir"]));
  });

  it("finds somebody by keyboard alone, opens the card, and the chart follows", async () => {
    const page = await open("amy", "people.html");
    await loaded(page);
    const field = fieldOf(page, "Find anybody");
    await field.focus();
    await page.keyboard.type("regional sal");
    // While letters still arrive he stands among others; Enter takes the first.
    await page.locator('.option[data-active="true"]', { hasText: "Rafael Souza" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "About Rafael Souza" }).getByText("Regional Sales Manager").waitFor();
    await centre(page).getByText("Rafael Souza").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "About Rafael Souza" }).waitFor({ state: "hidden" });
    await page.keyboard.press("Tab");
    expect(await focused(page)).toMatch(/^button Rafael Souza/);
  });

  it("D11: walks the organisation from the viewer to the top and down another way", async () => {
    const page = await open("amy", "people.html");
    await loaded(page);
    await page.getByRole("button", { name: "Go to Hannah Weiss" }).click();
    await centre(page).getByText("Hannah Weiss").waitFor();
    await page.getByRole("button", { name: "Go to Mike O'Donnell, 3 reports" }).click();
    await centre(page).getByText("Mike O'Donnell").waitFor();
    const names = await page.locator("live-chart live-name").allTextContents();
    expect(names.slice(0, 2)).toEqual(["Hannah Weiss", "Mike O'Donnell"]);
    expect(names).toHaveLength(5);
  });

  it("shows a group's people as they come and go", async () => {
    const amy = await open("amy", "index.html");
    const list = amy.locator("live-list");
    await list.getByText("1 of 8 online").waitFor();
    const lars = await open("lars", "mail.html");
    await list.getByText("2 of 8 online").waitFor();
    await list.getByLabel("Online only").click();
    await expect.poll(() => list.locator("live-name").allTextContents()).toEqual(["Amy Currie", "Lars Vermeulen"]);
    await lars.evaluate(async () => (await window.livename!.ready!).signOut());
    await list.getByText("1 of 8 online").waitFor();
    await expect.poll(() => list.locator("live-name").allTextContents()).toEqual(["Amy Currie"]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`axe finds nothing, ${colorScheme}`, async () => {
      const page = await open("amy", "people.html", { colorScheme });
      await loaded(page);
      await contacts(page).locator("[data-entry]").first().waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await fieldOf(page, "Find anybody").fill("sales");
      await optionOf(page, "Rafael Souza").waitFor();
      expect(await axeFindings(page, "main > .bar")).toEqual([]);
      await page.keyboard.press("Escape");
      await contacts(page).getByRole("button", { name: "More for Hyun-Ju Park" }).click();
      await page.getByRole("menuitem", { name: "Note" }).waitFor();
      expect(await axeFindings(page, "live-contacts")).toEqual([]);
      await page.getByRole("menuitem", { name: "Note" }).click();
      await fieldOf(page, "Note: Hyun-Ju Park").waitFor();
      expect(await axeFindings(page, "live-contacts")).toEqual([]);
      for (const path of ["index.html", "privacy.html"]) {
        await page.goto(`${server.url}/${path}`);
        await online(page);
        await page
          .locator(path === "index.html" ? "live-list live-name" : "live-privacy input")
          .first()
          .waitFor();
        expect(await axeFindings(page), path).toEqual([]);
      }
    });
  }

  for (const dir of ["ltr", "rtl"]) {
    it(`nothing is cut off on a phone, ${dir}`, async () => {
      const page = await open("amy", "people.html", {
        viewport: { width: 360, height: 740 },
        hasTouch: true,
        isMobile: true,
      });
      await page.evaluate((dir) => {
        document.documentElement.dir = dir;
      }, dir);
      await loaded(page);
      await contacts(page).locator("[data-entry]").first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      await contacts(page).getByRole("button", { name: "More for Hyun-Ju Park" }).tap();
      const box = (await page.getByRole("menu").boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(360);
    });
  }
});
