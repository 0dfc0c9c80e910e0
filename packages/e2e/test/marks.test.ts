// The marks of names, as both browsers draw them on pages that the built script makes live: nothing of the page moves,
// and each icon stands on the end of its name.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../src/harness/browser.ts";
import { type CommandServer, startCommandServer } from "../src/harness/command.ts";
import { contentOf } from "../src/harness/pdf.ts";
import { differences } from "../src/harness/pixels.ts";
import { type Site, startSite } from "../src/harness/site.ts";
import { ENGINES, openTab, type Tab } from "../src/harness/tab.ts";

let server: CommandServer;
let site: Site;
let reader: Browser;
let pictures: Page;

beforeAll(async () => {
  site = await startSite({});
  server = await startCommandServer({ origins: [`http://127.0.0.1:${site.port}`] });
  reader = await launchChromium();
  pictures = await reader.newPage();
});
afterAll(async () => {
  await reader?.close();
  await site?.close();
  await server?.dispose();
});

const AMY = 'href="mailto:amy@example.com"';

/** Names by where their end is: at their left or right, or below. */
const right = (name: string): string => `<a data-end="right" ${AMY}>${name}</a>`;
const left = (name: string): string => `<a data-end="left" ${AMY}>${name}</a>`;

const LINES = `
  <p>Ask ${right("Amy Currie")}, or ${right("Amy")}.</p>
  <p dir="rtl">Ask ${right("Amy Currie")}, ${right("Lucía")} or ${right("Amy (Ed.)")} now</p>
  <p dir="rtl">שלום ${right("Amy Currie")} ועוד ${right("Lucía")}</p>
  <p dir="rtl">مرحبا ${right("Amy 2")} و ${left("ليلى حداد")}، ${left("نور")}</p>
  <p>Ask ${left("עמי כהן")}, ${left("בן")} or ${left("ليلى حداد")} now, ${left("נועה")} 12</p>
  <p dir="rtl">שלום ${left("עמי כהן")} ועוד</p>
  <p>Behind it an arrow: <a data-end="right" class="arrow" ${AMY}>Amy Currie</a>, <b>here</b></p>
  <p class="large">Joined: ${right("T")}o ${right("AV")}AV, f<a ${AMY}>f</a>i</p>
  <div data-end="right" data-person="amy@example.com"><div>In a block</div></div>
  <p class="kept">Kept ${right("Amy")}, <a ${AMY}>and a line
</a></p>
  <p class="balanced">Columns ${right("Amy Currie")} name name name ${right("Bob Hill")} name name</p>
  <p class="narrow">One ${right("Amy Currie")} two ${right("Bobby Wi")} and so on</p>`;
const STYLE = `
  body { font: 16px/1.5 serif; margin: 12px } p { margin: 0 0 14px; width: 480px } a { text-decoration: none; color: #333 }
  .arrow::after { content: "→" } .large { font-size: 30px } .kept { white-space: pre-wrap; width: 90px }
  .balanced { text-wrap: balance; width: 120px } .narrow { width: 84px }`;

const FACE = '<span class="face" data-person="amy@example.com"></span>';
const OVER = `
  <p class="both"><a ${AMY}>Amy Currie</a> and <q data-person="amy@example.com">Amy</q></p>
  <p><a class="flex" ${AMY}>Amy</a> <a class="contents" ${AMY}>Amy</a> <span class="cut"><a ${AMY}>Amy Currie of the long name</a></span></p>
  <p class="row"><a class="contents" ${AMY}>Amy</a> of us <b>and</b> <a class="contents" ${AMY}>Amy</a></p>
  <p>${FACE} <img class="face" alt="Amy" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" data-person="amy@example.com"></p>
  <div id="box"><div class="head">Head</div>${`<p>${FACE}</p>`.repeat(12)}</div>
  <div id="cover"></div><dialog id="dialog">${FACE} in a dialog</dialog><p class="long"></p>`;
const OVER_STYLE = `
  body { font: 16px/1.5 serif; margin: 12px } p { margin: 0 0 14px } a { text-decoration: none; color: #333 }
  .both a::before { content: "(" } .both a::after { content: ")" } .flex { display: inline-flex } .contents { display: contents } .row { display: flex; gap: 12px }
  .cut { display: inline-block; width: 100px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: top }
  .face { display: inline-block; width: 30px; height: 30px; background: #cbd; vertical-align: top }
  #box { height: 80px; width: 200px; overflow: auto; border: 1px solid; scrollbar-width: none } #box p { margin: 0 0 10px; height: 30px }
  .head { position: sticky; top: 0; height: 24px; background: #ddd } .long { height: 900px }
  #cover { display: none; position: fixed; inset: 0; background: #fff } dialog::backdrop { background: #000 } dialog { outline: none }`;

/** Of what stands for a person and shows. */
const BOXES = `JSON.stringify([...document.querySelectorAll("[data-livename]")].map((name) => {
  const range = document.createRange();
  range.selectNodeContents(name);
  const { left, right, top, bottom } = name.textContent ? range.getBoundingClientRect() : name.getBoundingClientRect();
  return { left, right, top, bottom };
}))`;

const document = (body: string, style = STYLE): string =>
  `<html lang="en"><meta charset="utf-8"><title>Lines</title><link rel="icon" href="data:,">
    <style>${style}</style><body>${body}</body></html>`;

/** As text, so that both browsers can hand it out. */
const RECTANGLES = `JSON.stringify([[document.documentElement.scrollWidth, document.documentElement.scrollHeight],
  ...[...document.querySelectorAll("body *")].filter((element) => element.localName !== "script").map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [element.localName, element.textContent.slice(0, 12), x, y, width, height, element.scrollWidth, element.scrollHeight].join();
  })], null, 1)`;

/** Loads the script into the page that is there, and waits until so many names have their mark. */
async function makeLive(tab: Tab, names: number): Promise<void> {
  const result = await tab.evaluate(`new Promise((resolve) => {
    window.livename = { token: () => "demo:amy@example.com" };
    const script = document.createElement("script");
    script.src = "${server.url}/livename.js";
    script.dataset.scan = "";
    script.dataset.dock = "off";
    document.head.append(script);
    const end = Date.now() + 20000;
    const look = () => {
      const count = document.querySelectorAll("[data-livename]").length;
      if (count === ${names} || Date.now() > end) requestAnimationFrame(() => requestAnimationFrame(() => resolve(count)));
      else setTimeout(look, 50);
    };
    look();
  })`);
  expect(result).toBe(names);
}

/** Once the layer over the page has been painted. */
const SEEN = `new Promise((seen) => {
  const look = () => (window.document.querySelector("livename-marks") ? setTimeout(() => requestAnimationFrame(() => seen("")), 300) : setTimeout(look, 50));
  look();
})`;

/** The boxes of names, in the picture's pixels. */
interface NameBox {
  readonly end: "left" | "right" | "below";
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly text: string;
}

const namesOf = async (tab: Tab): Promise<NameBox[]> =>
  JSON.parse(
    String(
      await tab.evaluate(`JSON.stringify([...document.querySelectorAll("[data-end]")].map((name) => {
        const range = document.createRange();
        range.selectNodeContents(name.querySelector("div") ?? name);
        const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
        const { left, right, top, bottom } = boxes[boxes.length - 1];
        return { end: name.dataset.end, left, right, top, bottom, text: name.textContent };
      }))`),
    ),
  );

describe.each(ENGINES)("marks in %s", (engine) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await openTab(engine);
    await tab.resize(520, 640);
  });
  afterAll(() => tab?.close());

  const open = async (path: string, body: string, style?: string, doctype = "<!doctype html>") => {
    site.pages.set(path, { body: `${doctype}${document(body, style)}` });
    await tab.goto(`http://127.0.0.1:${site.port}${path}`);
  };

  it.each([
    ["", "<!doctype html>"],
    [", in a document of old", ""],
  ])("move nothing and stand on the end of their name, in lines of either direction%s", async (kind, doctype) => {
    await open(`/lines${kind.length}`, LINES, STYLE, doctype);
    const [rectangles, before] = [await tab.evaluate(RECTANGLES), await tab.screenshot()];
    const names = await namesOf(tab);
    await makeLive(tab, LINES.split("amy@example.com").length - 1);
    expect(await tab.evaluate(RECTANGLES)).toBe(rectangles);
    // The icon that stands over its name comes last.
    await tab.evaluate(SEEN);
    const spots = await differences(pictures, before, await tab.screenshot());
    for (const { end, left, right, top, bottom, text } of names) {
      const on = spots.filter(
        (spot) => spot.right > left && spot.left < right && spot.bottom > top && spot.top < bottom && spot.count > 8,
      );
      expect(on, `one icon on ${text}`).toHaveLength(1);
      const [icon] = on;
      expect(icon!.left, text).toBeGreaterThanOrEqual(Math.floor(left - (right - left < 12 ? 8 : 4)));
      expect(icon!.right, text).toBeLessThanOrEqual(Math.ceil(right + (right - left < 12 ? 8 : 4)));
      const size = icon!.right - icon!.left;
      expect(size, text).toBeGreaterThanOrEqual(7);
      expect(icon!.top, `at the upper edge of ${text}`).toBeLessThan((top + bottom) / 2 - 3);
      if (end === "right") expect(right - icon!.right, text).toBeLessThan(3);
      else expect(icon!.left - left, text).toBeLessThan(3);
    }
    expect(tab.complaints).toEqual([]);
  });

  it("stand over names in whose line there is no place, wherever these are scrolled, cut off or covered", async () => {
    const states = [
      "",
      "box.scrollTop = 34",
      "box.scrollTop = 46",
      "box.scrollTop = 60",
      "scrollTo(0, 40)",
      "scrollTo(0, 0); dialog.showModal()",
      "dialog.close(); cover.style.display = 'block'",
      "cover.style.display = ''; box.scrollTop = 0",
    ];
    /** How many icons one sees in each state; in the box, half of an icon is none. */
    const counts = [10, 10, 10, 11, 9, 1, 0, 10];
    await open("/over", OVER, OVER_STYLE);
    const show = async (state: string): Promise<Buffer> => {
      await tab.evaluate(
        `${state}; new Promise((done) => setTimeout(() => requestAnimationFrame(() => done("")), 700))`,
      );
      return tab.screenshot();
    };
    const before: Buffer[] = [];
    for (const state of states) before.push(await show(state));
    const rectangles = await tab.evaluate(RECTANGLES);
    await makeLive(tab, OVER.split("amy@example.com").length - 1);
    expect(await tab.evaluate(RECTANGLES)).toBe(rectangles);
    for (const [at, state] of states.entries()) {
      const spots = await differences(pictures, before[at]!, await show(state));
      const boxes = JSON.parse(String(await tab.evaluate(BOXES))) as NameBox[];
      expect(spots.length, state).toBe(counts[at]);
      for (const spot of spots) {
        const on = boxes.filter(
          ({ left, right, top, bottom }) =>
            spot.left >= left - 3 && spot.right <= right + 3 && spot.top >= top - 3 && spot.bottom <= bottom + 3,
        );
        expect(on.length, JSON.stringify({ state, spot })).toBeGreaterThan(0);
      }
    }
    expect(tab.complaints).toEqual([]);
  });

  it("stand over their name at the page's own zoom", async () => {
    const flex = '<a class="flex" href="mailto:amy@example.com">Amy Currie</a>';
    await open(
      "/zoom",
      `<p class="long"></p><p>A word, then ${flex}</p>`,
      "html { zoom: 1.5 } .flex { display: inline-flex } .long { height: 60px }",
    );
    const before = await tab.screenshot();
    await makeLive(tab, 1);
    await tab.evaluate(SEEN);
    const spots = await differences(pictures, before, await tab.screenshot());
    const [box] = JSON.parse(String(await tab.evaluate(BOXES))) as NameBox[];
    expect(spots).toHaveLength(1);
    expect(Math.abs(spots[0]!.right - box!.right)).toBeLessThan(4);
    expect(Math.abs(spots[0]!.top - box!.top)).toBeLessThan(6);
  });

  it("show whole in lines as high as their letters, where their author cuts off what is too long", async () => {
    const heading = (style: string): string =>
      `<div class="cut" style="${style}"><a data-end="right" href="mailto:amy@example.com">Amy Currie</a></div>`;
    const body = ["font-size: 48px; line-height: 1", "font-size: 20px; line-height: 1.2", "font-size: 16px"].map(
      heading,
    );
    await open(
      "/headings",
      body.join(""),
      ".cut { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; margin-top: 20px }",
    );
    const before = await tab.screenshot();
    const names = await namesOf(tab);
    await makeLive(tab, 3);
    await tab.evaluate("new Promise((done) => setTimeout(done, 600))");
    const spots = await differences(pictures, before, await tab.screenshot());
    for (const [at, size] of [14, 11, 8].entries()) {
      const { left, right, top, bottom } = names[at]!;
      const on = spots.filter(
        (spot) => spot.left < right && spot.right > left && spot.top >= top - 8 && spot.bottom < bottom,
      );
      expect(on, `one icon on name ${at}`).toHaveLength(1);
      expect(on[0]!.bottom - on[0]!.top, `all of the icon on name ${at}`).toBeGreaterThanOrEqual(size - 2);
    }
  });

  it("are not printed, neither in lines nor over names", async () => {
    await open("/printed", LINES + OVER, STYLE + OVER_STYLE);
    const before = contentOf(await tab.print());
    expect(before.length).toBeGreaterThan(1_000);
    await makeLive(tab, (LINES + OVER).split("amy@example.com").length - 1);
    const after = contentOf(await tab.print());
    expect(after === before, "the same is printed").toBe(true);
  });
});
