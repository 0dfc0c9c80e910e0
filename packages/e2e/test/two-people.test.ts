// Two people on two pages of the portal, in Chromium, against the built command.
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Complaints, launchChromium, listenToComplaints } from "../src/harness/browser.ts";
import { type CommandServer, PORTAL, startCommandServer } from "../src/harness/command.ts";
import { fieldOf } from "../src/harness/fields.ts";
import { online, told, toldAtLast, watchWithoutGap } from "../src/harness/live-page.ts";

describe("two people on the portal", () => {
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

  async function open(as: string, path = "/"): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    opened.push({ page, complaints: listenToComplaints(page) });
    await page.goto(`${server.url}${path}?as=${as}`);
    await online(page);
    return page;
  }

  const setStatus = (page: Page, availability: "busy" | "available" | "do-not-disturb", message = "") =>
    page.evaluate(
      async ([availability, message]) => {
        const client = await window.livename!.ready!;
        await client.presence.set({ availability: availability as "busy", message: message as string });
      },
      [availability, message],
    );

  it("one changes status, the other sees it", async () => {
    const [amy, lucia] = [await open("amy"), await open("lucia")];
    await watchWithoutGap(amy, "lucia@example.com", "available");
    await setStatus(lucia, "busy", "Quarter end");
    await toldAtLast(amy, "busy Quarter end");
    await setStatus(lucia, "available");
    await toldAtLast(amy, "available");
    expect(await told(amy)).toEqual(["available", "busy Quarter end", "available"]);
    const name = amy.locator('live-name[person="lucia@example.com"]').first();
    expect((await name.textContent())?.trim()).toBe("Lucía Fernández");
  });

  it("the card opens on hover and closes by Escape", async () => {
    const amy = await open("amy");
    const name = amy.locator('live-name[person="lucia@example.com"]').first();
    await name.hover();
    const card = amy.locator("live-card").filter({ visible: true });
    await card.waitFor();
    await amy.keyboard.press("Escape");
    await card.waitFor({ state: "hidden" });
  });

  it("a chat goes both ways; what is unread is right on both devices of a person; all is there after a reload", async () => {
    const [amy, lucia, device] = [await open("amy"), await open("lucia", "/mail.html"), await open("lucia")];
    const field = (page: Page, name: string) => fieldOf(page, `Message ${name}`);
    const chatWith = async (page: Page, person: string, name: string) => {
      await page.locator(`live-name[person="${person}"]`).first().hover();
      await page
        .locator("live-card")
        .getByRole("button", { name: `Chat with ${name}` })
        .click();
    };
    const say = async (page: Page, to: string, text: string) => {
      await field(page, to).fill(text);
      await field(page, to).press("Enter");
    };
    const bubbles = (page: Page) => page.locator("live-dock .bubble").allTextContents();
    const badge = (page: Page) => page.locator("live-dock .tab .badge");
    const tab = (page: Page) => page.locator("live-dock .tab", { hasText: "Amy Currie" });

    await chatWith(amy, "lucia@example.com", "Lucía Fernández");
    await say(amy, "Lucía Fernández", "Have you read my proposal?");
    await say(amy, "Lucía Fernández", "It is in the shared folder.");
    for (const page of [lucia, device]) await expect.poll(() => badge(page).textContent()).toBe("2");

    await tab(lucia).click();
    await expect.poll(() => bubbles(lucia)).toEqual(["Have you read my proposal?", "It is in the shared folder."]);
    // Read on one device is read on the other.
    await badge(device).waitFor({ state: "detached" });
    await say(lucia, "Amy Currie", "Yes, all of it.");
    const whole = ["Have you read my proposal?", "It is in the shared folder.", "Yes, all of it."];
    for (const page of [amy, lucia]) await expect.poll(() => bubbles(page)).toEqual(whole);

    await lucia.reload();
    await chatWith(lucia, "amy@example.com", "Amy Currie");
    await expect.poll(() => bubbles(lucia)).toEqual(whole);
    await tab(device).click();
    await expect.poll(() => bubbles(device)).toEqual(whole);
  });

  it("people here shows who has the page open, and who left", async () => {
    const [amy, lucia] = [await open("amy"), await open("lucia")];
    const here = (page: Page) => page.locator("live-place .count");
    for (const page of [amy, lucia]) await expect.poll(() => here(page).textContent()).toBe("2 people here");
    await here(amy).click();
    const listed = () => amy.locator("live-place .panel li live-name").allTextContents();
    await expect.poll(async () => (await listed()).sort()).toEqual(["Amy Currie", "Lucía Fernández"]);
    await lucia.goto(`${server.url}/mail.html`);
    await expect.poll(() => here(amy).textContent(), { timeout: 20_000 }).toBe("1 person here");
    expect(await listed()).toEqual(["Amy Currie"]);
    await expect.poll(() => here(lucia).textContent()).toBe("1 person here");
  });

  it("somebody who signs out is offline at once, without a grace", async () => {
    const [amy, jonas] = [await open("amy"), await open("jonas")];
    await watchWithoutGap(amy, "jonas@example.com", "available");
    const began = Date.now();
    await jonas.evaluate(async () => {
      const client = await window.livename!.ready!;
      await client.signOut();
    });
    await toldAtLast(amy, "offline", 8_000);
    // The shortest grace is ten seconds: whoever is seen offline earlier was not waited for.
    expect(Date.now() - began).toBeLessThan(8_000);
  });
});
