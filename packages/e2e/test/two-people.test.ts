// Two people on two pages of the portal, in Chromium, against the built command.
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Complaints, launchChromium, listenToComplaints } from "../src/harness/browser.ts";
import { type CommandServer, PORTAL, startCommandServer } from "../src/harness/command.ts";
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
    await watchWithoutGap(amy, "lucia@example.com");
    await toldAtLast(amy, "available");
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

  it("a chat goes both ways, in order, and is there after a reload", async () => {
    const [amy, lucia] = [await open("amy"), await open("lucia")];
    const say = (page: Page, to: string, text: string) =>
      page.evaluate(
        async ([to, text]) => {
          const client = await window.livename!.ready!;
          const chat = await client.conversations.open(to!);
          await chat.send(text!);
        },
        [to, text],
      );
    await say(amy, "lucia@example.com", "Have you read my proposal?");
    await say(lucia, "amy@example.com", "Yes, all of it.");
    await say(amy, "lucia@example.com", "And?");
    const texts = (page: Page, who: string) =>
      page.evaluate(async (who) => {
        const client = await window.livename!.ready!;
        const chat = await client.conversations.open(who);
        return chat.messages.map(({ number, text }) => `${number} ${text}`);
      }, who);
    const whole = ["1 Have you read my proposal?", "2 Yes, all of it.", "3 And?"];
    expect(await texts(amy, "lucia@example.com")).toEqual(whole);
    await lucia.reload();
    await online(lucia);
    expect(await texts(lucia, "amy@example.com")).toEqual(whole);
  });

  it("people here shows who has the page open, and who left", async () => {
    const [amy, lucia] = [await open("amy"), await open("lucia")];
    const here = (page: Page) => page.locator("live-place").first();
    await here(amy).waitFor({ state: "attached" });
    const people = (page: Page) =>
      page.evaluate(async () => {
        const client = await window.livename!.ready!;
        const place = client.places.enter(location.origin + location.pathname);
        await new Promise((resolve) => setTimeout(resolve, 500));
        const names = place.people.map(({ name }) => name).sort();
        place.leave();
        return names;
      });
    await expect.poll(() => people(amy), { timeout: 15_000 }).toHaveLength(2);
    expect(await people(amy)).toContain("Lucía Fernández");
    await lucia.evaluate(async () => {
      const client = await window.livename!.ready!;
      await client.signOut();
    });
    await expect.poll(() => people(amy), { timeout: 15_000 }).toHaveLength(1);
  });

  it("somebody who signs out is offline at once, without a grace", async () => {
    const [amy, lucia] = [await open("amy"), await open("lucia")];
    await watchWithoutGap(amy, "lucia@example.com");
    await toldAtLast(amy, "available");
    const began = Date.now();
    await lucia.evaluate(async () => {
      const client = await window.livename!.ready!;
      await client.signOut();
    });
    await toldAtLast(amy, "offline", 8_000);
    // The shortest grace is ten seconds: whoever is seen offline earlier was not waited for.
    expect(Date.now() - began).toBeLessThan(8_000);
  });
});
