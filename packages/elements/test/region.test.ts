import { connect } from "@livename/client";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { en } from "../src/locales/en.ts";
import { Locale } from "../src/locales/locale.ts";
import { regional } from "../src/locales/region.ts";
import { openStage, type Stage } from "./page.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  const amy = connect({ url: stage.server.url, token: () => stage.server.tokenFor("amy") });
  await (await amy.conversations.open("ben@example.com")).send("What time is it?");
  amy.close();
}, 60_000);
afterAll(() => stage?.close());

const BODY = `<live-status></live-status> <live-chat person="amy@example.com"></live-chat>`;

/** The time of a message and the end of the own status, as they are shown. */
async function times(page: Page): Promise<(string | null)[]> {
  const message = await page.locator("live-chat .meta time").textContent();
  await page.evaluate(async () => {
    const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
    await elements.pageProvider().client!.presence.set({ availability: "busy", until: new Date(Date.now() + 600_000) });
  });
  await page.locator("live-status .own").click();
  return [message, await page.locator("live-status option[value=keep]").textContent()];
}

describe("times follow the viewer's region where the viewer reads the page's language", () => {
  test.each([
    ["en", "en-GB", /\b\d\d:\d\d\b(?! ?[AP]M)/i],
    ["en-US", "en-GB", /\b\d\d:\d\d\b(?! ?[AP]M)/i],
    ["en", "en-US", /\b\d{1,2}:\d\d\s[AP]M/],
    ["en-GB", "en-US", /\b\d{1,2}:\d\d\s[AP]M/],
    ["en", "de-DE", /\b\d{1,2}:\d\d\s[AP]M/],
    ["de", "en-US", /\b\d\d:\d\d\b(?! ?[AP]M)/i],
    ["he", "en-US", /\b\d\d:\d\d\b(?! ?[AP]M)/i],
    ["ar", "ar-EG", /\b\d{1,2}:\d\d\s[AP]M/],
  ])("page %s, viewer %s", async (lang, locale, form) => {
    const page = await stage.open(BODY, { as: "ben", html: `lang="${lang}"`, locale });
    for (const time of await times(page)) expect(time).toMatch(form);
    await page.context().close();
  });

  test.each([
    ["en-US", "de", ["00:05", "09:05", "15:05"]],
    ["en-GB", "en-GB", ["00:05", "09:05", "15:05"]],
    ["de", "de", ["00:05", "09:05", "15:05"]],
    ["ja", "ja", ["0:05", "9:05", "15:05"]],
    ["en-US", "en-US", ["12:05 AM", "9:05 AM", "3:05 PM"]],
  ])("at each hour of the day: words of %s, the clock of %s", (lang, clock, times) => {
    const locale = new Locale(lang, en, clock);
    const at = (hour: number) => locale.date(new Date(2026, 1, 1, hour, 5), { timeStyle: "short" }).replace(/\s/g, " ");
    expect([0, 9, 15].map(at)).toEqual(times);
  });

  test("the first tag with a region counts, and what is no tag is passed over", () => {
    expect(regional("en", ["en", "en-AU", "en-GB"])).toBe("en-AU");
    expect(regional("en-GB", ["en"])).toBe("en-GB");
    expect(regional("de-CH", ["en-GB", "fr"])).toBe("de-CH");
    expect(regional("en", ["not a tag", "", "en-IE"])).toBe("en-IE");
    expect(regional("zh-Hant", ["zh-CN", "zh-HK"])).toBe("zh-HK");
    expect(regional("de", [])).toBe("de");
  });
});
