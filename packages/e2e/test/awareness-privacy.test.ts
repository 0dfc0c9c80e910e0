// Privacy on the portal as four people live it, by hand, in Chromium, against the built command.
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { axeFindings } from "../src/harness/accessibility.ts";
import { type Complaints, launchChromium, listenToComplaints } from "../src/harness/browser.ts";
import { type CommandServer, PORTAL, startCommandServer } from "../src/harness/command.ts";
import { fieldOf, optionOf } from "../src/harness/fields.ts";
import { online } from "../src/harness/live-page.ts";
import { card, icon, message, say } from "../src/harness/names.ts";

const EVERYBODY = ["amy", "mike", "lucia", "hannah"];

let server: CommandServer;
let browser: Browser;
const opened: { page: Page; complaints: Complaints }[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startCommandServer({ site: PORTAL }), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});
afterEach(async () => {
  const complaints = opened.flatMap((one) => one.complaints.all);
  for (const { page } of opened.splice(0)) await page.context().close();
  expect(complaints).toEqual([]);
});

/** A page of the portal with the names of all four on it. */
async function open(as: string, path = "/people.html", options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  opened.push({ page, complaints: listenToComplaints(page) });
  await page.goto(`${server.url}${path}?as=${as}`);
  await online(page);
  await page.evaluate((people) => {
    for (const person of people) {
      const name = Object.assign(document.createElement("live-name"), { textContent: person });
      name.setAttribute("person", `${person}@example.com`);
      document.querySelector("main")?.prepend(name, " ");
    }
  }, EVERYBODY);
  return page;
}

const sees = (page: Page, person: string, status: string) => icon(page, `${person}@example.com`, status).waitFor();

const write = async (page: Page, person: string, text: string): Promise<void> => {
  await page.evaluate(async (person) => {
    const name = document.querySelector(`live-name[person="${person}@example.com"]`);
    await (name as unknown as { open(): Promise<void> }).open();
  }, person);
  await say(page, text);
  await message(page, text).waitFor();
};

/** What stands unread in one's inbox, by conversation. */
const unread = (page: Page): Promise<(string | undefined)[]> =>
  page.evaluate(async () => {
    const inbox = await (await window.livename!.ready!).conversations.inbox();
    return inbox.conversations.filter((item) => item.unread > 0).map((item) => item.newest?.text);
  });

const choose = async (page: Page, label: string, query: string, name: string): Promise<void> => {
  await fieldOf(page, label).fill(query);
  await optionOf(page, name).click();
};
const save = async (page: Page): Promise<void> => {
  await page.locator("live-privacy").getByRole("button", { name: "Save" }).click();
  await page.locator("live-privacy .says.done").waitFor();
};

describe("privacy on the portal", () => {
  it("V5: Amy hides from Mike: both see each other offline, others see both, what he writes never reaches her", async () => {
    const [amy, mike, lucia] = [await open("amy", "/privacy.html"), await open("mike"), await open("lucia")];
    await Promise.all([sees(mike, "amy", "available"), sees(amy, "mike", "available")]);
    await amy.getByRole("radio", { name: "Everybody but these people" }).check();
    await choose(amy, "From whom you hide", "mike", "Mike O'Donnell");
    await save(amy);
    await Promise.all([sees(mike, "amy", "offline"), sees(amy, "mike", "offline")]);
    await Promise.all([sees(lucia, "amy", "available"), sees(lucia, "mike", "available")]);
    await write(mike, "amy", "Are you there?");
    // What comes after it has come, so it would have, too.
    await write(lucia, "amy", "Good morning");
    await expect.poll(() => unread(amy)).toEqual(["Good morning"]);

    await amy.getByRole("radio", { name: "Everybody", exact: true }).check();
    await save(amy);
    await Promise.all([sees(mike, "amy", "available"), sees(amy, "mike", "available")]);
    expect(await unread(amy)).toEqual(["Good morning"]);
  });

  it("V4: only those of a list see Amy, on her other device too", async () => {
    const [amy, phone] = [await open("amy", "/privacy.html"), await open("amy", "/privacy.html")];
    const [lucia, hannah] = [await open("lucia"), await open("hannah")];
    await sees(hannah, "amy", "available");
    await amy.getByRole("radio", { name: "Only these people" }).check();
    await choose(amy, "Who sees you", "lucia", "Lucía Fernández");
    await save(amy);
    await sees(hannah, "amy", "offline");
    await sees(lucia, "amy", "available");
    await phone.getByRole("button", { name: "Remove Lucía Fernández" }).waitFor();
    await phone.getByRole("radio", { name: "Everybody", exact: true }).check();
    await save(phone);
    await sees(hannah, "amy", "available");
    await expect.poll(() => amy.getByRole("radio", { name: "Everybody", exact: true }).isChecked()).toBe(true);
  });

  it("P2: Amy appears offline to all, and sees all as before", async () => {
    const [amy, mike, hannah] = [await open("amy"), await open("mike"), await open("hannah")];
    await Promise.all([sees(mike, "amy", "available"), sees(amy, "mike", "available")]);
    await amy.getByRole("button", { name: /^Your status/ }).click();
    await amy.getByRole("menuitemradio", { name: "Appear offline" }).click();
    await Promise.all([sees(mike, "amy", "offline"), sees(hannah, "amy", "offline")]);
    await amy.getByRole("button", { name: "Your status: Appearing offline" }).waitFor();
    await Promise.all([sees(amy, "mike", "available"), sees(amy, "hannah", "available")]);
    await amy.getByRole("button", { name: /^Your status/ }).click();
    await amy.getByRole("menuitemradio", { name: "Available" }).click();
    await Promise.all([sees(mike, "amy", "available"), sees(hannah, "amy", "available")]);
  });

  it("V8: Mike sees Amy busy with a message, the others see her available", async () => {
    const [amy, mike] = [await open("amy", "/privacy.html"), await open("mike")];
    const [lucia, hannah] = [await open("lucia"), await open("hannah")];
    await sees(mike, "amy", "available");
    await amy.getByRole("button", { name: "Add a status" }).click();
    const row = amy.getByRole("group", { name: "Status 1" });
    await choose(amy, "To whom", "mike", "Mike O'Donnell");
    await fieldOf(row, "Message").fill("In the quarter's books");
    await save(amy);
    await sees(mike, "amy", "busy");
    await mike.locator('live-name[person="amy@example.com"]').first().hover();
    await card(mike).getByText("In the quarter's books").waitFor();
    await Promise.all([sees(lucia, "amy", "available"), sees(hannah, "amy", "available")]);
    await row.getByRole("button", { name: /^Remove: / }).click();
    await save(amy);
    await sees(mike, "amy", "available");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`axe finds nothing in the settings and their lists, ${colorScheme}`, async () => {
      const amy = await open("amy", "/privacy.html", { colorScheme });
      await amy.getByRole("radio", { name: "Everybody but these people" }).check();
      await choose(amy, "From whom you hide", "mike", "Mike O'Donnell");
      await amy.getByRole("button", { name: "Add a status" }).click();
      await amy.locator("live-privacy").getByRole("button", { name: "Save" }).click();
      await amy.getByRole("alert").getByText("Choose for whom").waitFor();
      await fieldOf(amy, "To whom").fill("a");
      await amy.locator(".option").nth(1).waitFor();
      expect(await axeFindings(amy, "live-privacy")).toEqual([]);
      await amy.evaluate(async () => {
        const client = await window.livename!.ready!;
        await client.presence.set({ message: "Writing" });
        await client.presence.set({
          availability: "do-not-disturb",
          message: "Reading",
          exceptions: ["mike@example.com"],
        });
      });
      await amy.getByRole("button", { name: /^Your status/ }).click();
      await amy.getByRole("button", { name: "Remove Mike O'Donnell" }).last().waitFor();
      expect(await axeFindings(amy, "live-status")).toEqual([]);
      await amy.evaluate(async () => {
        await (await window.livename!.ready!).presence.set({ availability: "available", message: "" });
      });
    });
  }
});
