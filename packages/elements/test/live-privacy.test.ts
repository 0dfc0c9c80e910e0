import { type Client, connect } from "@livename/client";
import type { Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { changeOf, draftOf, emptyRow } from "../src/live-privacy/draft.ts";
import { isNamed } from "../src/picker/choice.ts";
import { fieldOf, openStage, optionOf, type Stage } from "./page.ts";
import { openRelay } from "./relay.ts";

let stage: Stage;
let amy: Client;
let ids: Readonly<Record<"ben" | "cleo", string>>;
beforeAll(async () => {
  stage = await openStage();
  amy = connect({ url: stage.server.url, token: () => stage.server.tokenFor("amy", ["groups:set"]) });
  await amy.ready;
  await amy.directory.setGroup("https://example.com/press", { name: "Press", members: ["cleo@example.com"] });
  const [ben, cleo] = await amy.directory.get(["ben@example.com", "cleo@example.com"]);
  ids = { ben: ben!.id, cleo: cleo!.id };
}, 60_000);
afterEach(async () => {
  await amy.privacy.set({ mode: "everybody", listed: [], shown: [] });
});
afterAll(async () => {
  amy?.close();
  await stage?.close();
});

const PRIVACY = `<live-privacy></live-privacy>`;
const save = (page: Page) => page.getByRole("button", { name: "Save" });
const said = (page: Page, text: string) => page.locator("live-privacy .end .says", { hasText: text });

async function choose(page: Page, label: string, query: string, name: RegExp | string): Promise<void> {
  await fieldOf(page, label).fill(query);
  await optionOf(page, name).click();
}

describe("live-privacy", () => {
  test("V4: hides from a person and a group, says what that means, and changes nothing before it is saved", async () => {
    const page = await stage.open(PRIVACY, { as: "amy" });
    await page.getByText("Everybody in the directory sees your status").waitFor();
    await page.getByRole("radio", { name: "Everybody but these people" }).check();
    await page.getByText("Nobody is chosen yet, so everybody sees you.").waitFor();
    await choose(page, "From whom you hide", "ben", "Ben Okonkwo");
    await choose(page, "From whom you hide", "pr", "Press");
    await page.getByText("you see them offline too").waitFor();
    await said(page, "Not saved yet").waitFor();
    expect(await amy.privacy.get()).toMatchObject({ mode: "everybody", listed: [] });
    await save(page).click();
    await said(page, "Saved").waitFor();
    const expected = { mode: "block", listed: [ids.ben, { group: "https://example.com/press" }] };
    await expect.poll(() => amy.privacy.get()).toMatchObject(expected);
    await page.context().close();
  });

  test("works by keyboard alone: the radio, the field, the list, what was chosen", async () => {
    await stage.server.addPeople([{ address: "adler@example.com", name: "Ben Adler" }]);
    const page = await stage.open(PRIVACY, { as: "amy" });
    await page.getByRole("radio", { name: "Everybody", exact: true }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.type("ben");
    await page.locator(".option").nth(1).waitFor();
    const first = await page.locator(".option.current bdi").first().textContent();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `Remove ${first}` }).waitFor();
    await page.keyboard.type("ben");
    await page.locator(".option").first().waitFor();
    expect(await optionOf(page, first!).count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.locator(".option").first().waitFor({ state: "hidden" });
    for (const _ of "ben.") await page.keyboard.press("Backspace");
    await page.getByRole("button", { name: `Remove ${first}` }).waitFor({ state: "hidden" });
    await page.getByText("Nobody sees you, and you see nobody").waitFor();
    await page.context().close();
  });

  test("a later answer leaves the choice with whom the arrows went to, and what Escape closed closed", async () => {
    const people = ["anders", "andersen"].map((name) => ({ address: `${name}@example.com`, name: `Zoe ${name}` }));
    await stage.server.addPeople(people);
    const relay = await openRelay(Number(new URL(stage.server.url).port));
    const page = await stage.open(PRIVACY, { as: "amy", url: relay.url });
    const answered = async () => {
      relay.release();
      await page.evaluate(async () => {
        const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
        await elements.pageProvider().client?.directory.search("nobody at all");
      });
    };
    await page.getByRole("radio", { name: "Everybody", exact: true }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.type("zoe");
    await expect.poll(() => page.locator(".option").count()).toBe(2);
    relay.hold();
    await page.keyboard.type(" ");
    await page.keyboard.type("a");
    await page.keyboard.press("ArrowDown");
    const current = () => page.locator(".option.current bdi").first().textContent();
    const second = await current();
    expect(second).toBe(await page.locator(".option").nth(1).locator("bdi").first().textContent());
    await answered();
    expect(await current()).toBe(second);
    relay.hold();
    await page.keyboard.type("n");
    await page.keyboard.press("Escape");
    await answered();
    expect(await page.locator(".option").count()).toBe(0);
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.locator(".option").count()).toBe(2);
    await page.context().close();
    await relay.close();
  });

  test("V8: shows another status to chosen people until a time, and asks for whom when nobody is chosen", async () => {
    const page = await stage.open(PRIVACY, { as: "amy" });
    await page.getByRole("button", { name: "Add a status" }).click();
    const row = page.getByRole("group", { name: "Status 1" });
    await fieldOf(row, "Message").fill("Quarter end");
    await save(page).click();
    await page.getByRole("alert").getByText("Choose for whom each status is").waitFor();
    await choose(page, "To whom", "cleo", "Cleo");
    await row.getByRole("combobox", { name: "Which status" }).selectOption("do-not-disturb");
    await row.getByRole("combobox", { name: "Until" }).selectOption("1-hour");
    await save(page).click();
    await said(page, "Saved").waitFor();
    const { shown } = await amy.privacy.get();
    expect(shown).toMatchObject([{ to: [ids.cleo], availability: "do-not-disturb", message: "Quarter end" }]);
    expect(Math.round((shown[0]!.until!.getTime() - Date.now()) / 60_000)).toBe(60);
    await row.getByRole("button", { name: /^Remove: Status 1/ }).click();
    await save(page).click();
    await expect.poll(async () => (await amy.privacy.get()).shown).toEqual([]);
    await page.context().close();
  });

  test("shows what another device saves, and keeps what is being written here", async () => {
    const page = await stage.open(PRIVACY, { as: "amy" });
    await page.getByRole("radio", { name: "Everybody", exact: true }).waitFor();
    await amy.privacy.hideFrom("ben@example.com");
    await page.getByRole("button", { name: "Remove Ben Okonkwo" }).waitFor();
    await choose(page, "From whom you hide", "cleo", "Cleo");
    await amy.privacy.set({ mode: "everybody" });
    await page.getByRole("alert").getByText("changed on another device").waitFor();
    await page.getByRole("button", { name: "Remove Cleo Großmann" }).waitFor();
    await page.getByRole("button", { name: "Discard changes" }).click();
    await page.getByText("Everybody in the directory sees your status").waitFor();
    await page.context().close();
  });

  test("says when it could not be saved, and keeps what was written", async () => {
    const relay = await openRelay(Number(new URL(stage.server.url).port));
    const page = await stage.open(PRIVACY, { as: "amy", url: relay.url });
    await page.getByRole("radio", { name: "Only these people" }).check();
    await page.evaluate(() => {
      const { client } = (
        window as unknown as { elements: typeof import("@livename/elements") }
      ).elements.pageProvider();
      Object.assign(client!.privacy, { set: () => Promise.reject(Object.assign(new Error(), { code: "timeout" })) });
    });
    await save(page).click();
    await page.getByRole("alert").getByText("could not be saved").waitFor();
    expect(await page.getByRole("radio", { name: "Only these people" }).isChecked()).toBe(true);
    expect(await save(page).isEnabled()).toBe(true);
    await page.context().close();
    await relay.close();
  });

  test("makes no markup of a name or a message", async () => {
    await stage.server.addPeople([{ address: "eve@example.com", name: "<img src=x onerror=alert(1)> Eve" }]);
    const page = await stage.open(PRIVACY, { as: "amy" });
    await page.getByRole("radio", { name: "Everybody but these people" }).check();
    await choose(page, "From whom you hide", "eve", "Eve");
    await page.locator(".chip bdi", { hasText: "<img src=x onerror=alert(1)> Eve" }).waitFor();
    expect(await page.locator("live-privacy img").count()).toBe(0);
    await page.context().close();
  });

  test("left no error on any page's console", () => expect(stage.errors).toEqual([]));
});

describe("a draft of privacy settings", () => {
  const now = new Date("2026-03-01T12:00:00");
  const settings = { mode: "everybody", listed: [], shown: [] } as const;

  test("keeps the end of a status unless another is chosen", () => {
    const until = new Date(now.getTime() + 60_000);
    const draft = draftOf({
      ...settings,
      shown: [{ to: ["p-1"], availability: "busy", message: " Later ", until }],
    });
    expect(changeOf(draft, now)).toMatchObject({ change: { shown: [{ until, message: "Later" }] } });
  });

  test.each(["", "no time", "2026-03-01T11:59"])("is not saved with %j as the end of a status", (custom) => {
    const row = { ...emptyRow(), to: ["p-1"], expiry: "custom" as const, custom };
    expect(changeOf({ ...settings, shown: [row] }, now)).toEqual({ problem: "past" });
  });
});

test.each([
  ["Sales Team", "te sa", true],
  ["Forschung & Entwicklung", "entw", true],
  ["Équipe Zürich", "equipe zur", true],
  ["Sales", "ales", false],
  ["Sales", " ", false],
])("a group %j is found by %j: %s", (name, query, expected) => expect(isNamed(name, query)).toBe(expected));
