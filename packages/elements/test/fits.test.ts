import { type Client, connect } from "@livename/client";
import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStage, PEOPLE, type Stage } from "./page.ts";

const LONG = "Away until the planning of the quarter is through; write to the list, or call Ben, who may decide. "
  .repeat(3)
  .slice(0, 199)
  .concat(".");
const WORD = "x".repeat(200);
let stage: Stage;
const clients: Client[] = [];
beforeAll(async () => {
  stage = await openStage({ people: [...PEOPLE, "lea@example.com", "max@example.com"] });
  const { store, people } = stage.server.server;
  const others = { location: "", phone: "", timeZone: "", photo: "", manager: "amy@example.com" };
  await store.people.import("default", [
    { addresses: ["lea@example.com"], name: "ليلى حداد", title: "Engineer", department: "منتج", ...others },
    { addresses: ["max@example.com"], name: "Max Frei", title: "مهندس", department: "Product", ...others },
  ]);
  await people.reload("default");
  const says = { amy: LONG, cleo: WORD, lea: "Out for lunch", max: "في اجتماع", ben: LONG };
  for (const [person, message] of Object.entries(says)) {
    const client = connect({ url: stage.server.url, token: () => stage.server.tokenFor(person) });
    clients.push(client);
    await client.presence.set({ availability: "do-not-disturb", message });
  }
  const alerts = await clients.at(-1)!.alerts.open();
  for (const person of ["amy", "cleo", "lea", "max"]) await alerts.add(`${person}@example.com`, "available");
  const contacts = await clients.at(-1)!.contacts.open();
  for (const person of ["amy", "cleo", "lea", "max"])
    await contacts.add(`${person}@example.com`, { note: "Met in May" });
}, 60_000);
afterAll(async () => {
  for (const client of clients) client.close();
  await stage?.close();
});

const EVERYBODY = "amy@example.com cleo@example.com lea@example.com max@example.com";
const BODY = `<header>Intranet <live-alerts></live-alerts> <live-status></live-status></header>
  <live-list people="${EVERYBODY}"></live-list><live-chart person="amy@example.com"></live-chart>
  <live-contacts></live-contacts><live-privacy></live-privacy>`;

async function open(options: Parameters<Stage["open"]>[1]): Promise<Page> {
  const page = await stage.open(BODY, { as: "ben", reducedMotion: "reduce", ...options });
  await page.locator("live-status .own", { hasText: "Do not disturb" }).waitFor();
  await page.locator("live-list").getByText(WORD).waitFor();
  await page.locator("live-contacts").getByText(WORD).waitFor();
  await page.locator("live-chart").getByText("Max Frei").waitFor();
  await page.locator("live-privacy h2").first().waitFor();
  return page;
}

/** Whether all of it stands within the window. */
async function isInSight(locator: Locator): Promise<boolean> {
  const { width, height } = locator.page().viewportSize()!;
  const box = await locator.boundingBox();
  return !!box && box.x >= 0 && box.y >= 0 && box.x + box.width <= width + 0.5 && box.y + box.height <= height + 0.5;
}

const scroll = (panel: Locator, top: number) => panel.evaluate((element, top) => element.scrollTo(0, top), top);

/** A phone; a window of 1000 by 640 at 200 %; a phone at 200 %. */
const SIZES = [
  { width: 360, height: 740 },
  { width: 500, height: 320 },
  { width: 320, height: 280 },
];

describe("in little room", () => {
  test.each(SIZES)("panels fit and what saves is in sight: %o", async (viewport) => {
    const page = await open({ viewport });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    const panels = [
      ["live-status .own", "live-status .panel", "Save"],
      ["live-alerts .bell", "live-alerts .panel", "Tell me"],
    ] as const;
    for (const [button, within, name] of panels) {
      await page.locator(button).click();
      const panel = page.locator(within);
      const save = panel.locator("button.primary");
      await save.waitFor();
      for (const top of [0, 10_000]) {
        await scroll(panel, top);
        await expect.poll(() => isInSight(panel)).toBe(true);
        expect(await isInSight(save), `${name} at ${top}`).toBe(true);
        expect(await panel.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
      }
      // What the keyboard goes to is not behind it.
      await scroll(panel, 0);
      for (const control of await panel.locator("select, input, [role=menuitemradio]").all()) {
        if (!(await control.isVisible())) continue;
        await scroll(panel, 0);
        const [at, frame] = [(await control.boundingBox())!, (await panel.boundingBox())!];
        await scroll(panel, at.y + at.height - frame.y - frame.height + 2);
        await control.focus();
        const [box, end] = [(await control.boundingBox())!, (await panel.locator(".buttons").boundingBox())!];
        expect(box.y + box.height, name).toBeLessThanOrEqual(end.y + 0.5);
      }
      await page.keyboard.press("Escape");
      await panel.waitFor({ state: "hidden" });
    }
    await page.locator("live-privacy h2").last().scrollIntoViewIfNeeded();
    await page.locator("live-privacy legend").evaluate((element) => element.scrollIntoView());
    expect(await isInSight(page.locator("live-privacy button.primary"))).toBe(true);
    await page.context().close();
  });

  test("a message of 200 characters takes no more room in a header or a row than another", async () => {
    const page = await open({ viewport: { width: 1000, height: 700 } });
    const own = (await page.locator("live-status .own").boundingBox())!;
    expect(own.width).toBeLessThan(360);
    expect(own.height).toBeLessThan(40);
    for (const element of ["live-list", "live-contacts"]) {
      const heights = await page
        .locator(`${element} .person`)
        .evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().height)));
      expect(new Set(heights).size, `${element} ${heights}`).toBe(1);
    }
    await page.context().close();
  });
});

describe("right to left", () => {
  test("names and what stands below them begin at the same side, whatever their own direction is", async () => {
    const page = await open({ html: 'lang="ar" dir="rtl"' });
    const sides = await page.evaluate(() =>
      ["live-list", "live-chart", "live-contacts"].flatMap((element) =>
        [...document.querySelector(element)!.shadowRoot!.querySelectorAll(".words")].map((words) => {
          const [end, ...ends] = [...words.children].map((child) => {
            const range = document.createRange();
            range.selectNodeContents(child);
            // As wide as the row, a line may begin at its other end; too long, its text goes on beyond the ellipsis.
            return Math.min(range.getBoundingClientRect().right, child.getBoundingClientRect().right);
          });
          return [element, ...ends.map((right) => Math.round(Math.abs((end as number) - right)))];
        }),
      ),
    );
    expect(sides.length).toBeGreaterThan(9);
    // The ring of a name's focus has 4 px of its own.
    for (const [element, ...ends] of sides)
      for (const away of ends) expect(away, String(element)).toBeLessThanOrEqual(8);
    await page.context().close();
  });
});
