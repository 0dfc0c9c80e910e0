import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fieldOf, openStage, type Stage } from "./page.ts";
import { openRelay } from "./relay.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

const name = (page: Page, text: string) => page.getByRole("button", { name: text, exact: true });

describe("elements on a page", () => {
  test("without a provider nothing is asked, and a card says that nobody is signed in", async () => {
    const page = await stage.open(`<live-name person="amy@example.com">Amy</live-name> <live-status></live-status>`);
    await name(page, "Amy (Status unknown)").hover();
    await page.getByRole("dialog").getByText("Not signed in").waitFor();
    expect(await page.getByRole("dialog").getByRole("button").count()).toBe(0);
    await page.context().close();
  });

  test("W4: signed out, a name is neutral and its card lets one sign in in a window", async () => {
    const page = await stage.open(`<live-name person="amy@example.com">Amy</live-name>`);
    await page.evaluate((url) => {
      const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
      elements.provide({ url, token: () => "demo:nobody-here@example.com" });
    }, stage.server.url);
    await page.waitForFunction(() => {
      const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
      return elements.pageProvider().state.name === "signed-out";
    });
    await name(page, "Amy (Status unknown)").hover();
    const [popup] = await Promise.all([
      page.waitForEvent("popup"),
      page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click(),
    ]);
    await popup.waitForURL((url) => url.pathname === "/sign-in", { waitUntil: "commit" });
    // The window is told whom to answer, and not where on the site the viewer is.
    expect(new URL(popup.url()).searchParams.get("return")).toBe(new URL(page.url()).origin);
    await page.context().close();
  });

  test("when the server is lost, people become unknown, and known again when it is back", async () => {
    const relay = await openRelay(Number(new URL(stage.server.url).port));
    const page = await stage.open(`<live-status></live-status> <live-name person="ben@example.com">Ben</live-name>`, {
      as: "ben",
      url: relay.url,
    });
    await name(page, "Ben (Available)").waitFor();
    await page.getByRole("button", { name: "Your status: Available" }).waitFor();
    relay.cut();
    await page.getByRole("button", { name: "Your status: Connection lost" }).waitFor();
    await name(page, "Ben (Status unknown)").waitFor({ timeout: 12_000 });
    relay.heal();
    // The next attempt may be the longest wait of the client away, 20 s.
    await name(page, "Ben (Available)").waitFor({ timeout: 40_000 });
    await page.context().close();
    await relay.close();
  }, 90_000);

  test("of more than 300 people those near the viewport are watched, and those that are scrolled to", async () => {
    const people = Array.from({ length: 400 }, (_, index) => `reader-${index}@example.com`);
    await stage.server.addPeople(people);
    const rows = people.map((person, index) => `<h1><live-name person="${person}">Reader ${index}</live-name></h1>`);
    const before = await stage.metric("livename_watches");
    const page = await stage.open(rows.join(""), { as: "ben" });
    await name(page, "Reader 0 (Offline)").waitFor();
    const count = async () => (await stage.metric("livename_watches")) - before;
    await expect.poll(count).toBeGreaterThan(10);
    expect(await count()).toBeLessThan(100);
    expect(await name(page, "Reader 399 (Status unknown)").count()).toBe(1);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await name(page, "Reader 399 (Offline)").waitFor();
    expect(await name(page, "Reader 0 (Offline)").count(), "kept for a while after it has gone").toBe(1);
    await page.context().close();
  });

  test("two versions on one page share one connection; the second takes another prefix", async () => {
    const page = await stage.open(`<live-name person="ben@example.com">Ben</live-name>`, { as: "ben" });
    await name(page, "Ben (Available)").waitFor();
    const sessions = await stage.metric("livename_sessions");
    const warnings: string[] = [];
    page.on("console", (message) => /^livename: /.test(message.text()) && warnings.push(message.text()));
    const define = (prefix?: string) =>
      page.evaluate((prefix) => {
        const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
        elements.define(prefix === undefined ? {} : { prefix });
      }, prefix);
    await page.addScriptTag({ url: "/copy-2/page.js", type: "module" });
    await define();
    await page.addScriptTag({ url: "/copy-3/page.js", type: "module" });
    await define("acme");
    await page.evaluate(() =>
      document
        .querySelector("main")!
        .insertAdjacentHTML("beforeend", `<acme-name person="ben@example.com">Benjamin</acme-name>`),
    );
    await name(page, "Benjamin (Available)").waitFor();
    // One for each element of the second copy.
    expect(warnings.length).toBe(11);
    expect(warnings[0]).toMatch(/<live-name> is defined already.*prefix/);
    expect(await stage.metric("livename_sessions")).toBe(sessions);
    await name(page, "Benjamin (Available)").hover();
    await page.getByRole("dialog", { name: "About Ben Okonkwo" }).waitFor();
    await page.context().close();
  });

  test("another prefix names all elements, and what they make themselves", async () => {
    const page = await stage.open(`<acme-name person="amy@example.com">Amy</acme-name>`, { as: "ben", prefix: "acme" });
    await name(page, "Amy (Offline)").click();
    await fieldOf(page, "Message Amy Currie").waitFor();
    expect(await page.locator("acme-dock acme-chat").count()).toBe(1);
    await page.context().close();
  });

  test("what the person's name says is never markup", async () => {
    const evil = `<img src=x onerror=alert(1)>\u202e\u2066 Evil`;
    await stage.server.addPeople([{ address: "evil@example.com", name: evil, title: "<script>alert(1)</script>" }]);
    const page = await stage.open(`<live-name person="evil@example.com">Somebody</live-name> <em>after</em>`, {
      as: "ben",
    });
    await name(page, "Somebody (Offline)").hover();
    const heading = page.getByRole("dialog").getByRole("heading");
    await heading.waitFor();
    await expect.poll(() => heading.textContent()).toContain("<img src=x");
    expect(await page.locator("live-card img, live-card script").count()).toBe(0);
    await page.context().close();
  });

  test("leaves no error in the console", () => {
    expect(stage.errors.filter((error) => !/ERR_CONNECTION|WebSocket connection/.test(error))).toEqual([]);
  });
});
