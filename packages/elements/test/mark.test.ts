import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { walkBy as WalkBy } from "../src/named/walk.ts";
import type { scan as Scan } from "../src/scan/index.ts";
import { fieldOf, openStage, type Stage } from "./page.ts";

interface TestWindow {
  walkBy: typeof WalkBy;
  scan: typeof Scan;
  undo: () => void;
}

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

const AMY = 'href="mailto:amy@example.com"';

/** Ways in which names stand on pages; what moves by a mark moves in one of them. */
const WAYS = `
  <p>Text <a ${AMY}>Amy Currie</a>, next <a ${AMY}>Amy</a><a ${AMY}>joined</a> end.</p>
  <p class="narrow">One <a ${AMY}>Amy Currie</a> <a ${AMY}>Bob</a> fits <a ${AMY}>Bobby Wi</a></p>
  <div class="flex"><a ${AMY}>Amy</a><span>and</span><a ${AMY}>Bob</a></div>
  <div class="grid"><a ${AMY}>Amy</a><span>and</span><a ${AMY}>Bob</a><i>x</i></div>
  <div class="cut"><a ${AMY}>Amy Currie of the long name</a></div>
  <div class="cut">Amy <a ${AMY}>Currie and more</a> of the long name</div>
  <p><a class="inline-block" ${AMY}>Inline block</a> text <a class="flex-name" ${AMY}><b>Flex</b><i>name</i></a></p>
  <table><tr><td data-person="amy@example.com">Cell</td><td data-person="amy@example.com"><div>Block in cell</div></td>
    <td data-person="amy@example.com">two<br>lines</td><td data-person="amy@example.com"></td>
    <td data-person="amy@example.com">
      In lines of its own
    </td><td data-person="amy@example.com">Blanks <i> inside </i> </td></tr></table>
  <p dir="rtl">שלום <a ${AMY}>ليلى حداد</a>, טקסט</p>
  <p class="tight">Tight <a ${AMY}>Amy Currie</a> line<br>second <a ${AMY}>Bob Higgs</a></p>
  <h1><a ${AMY}>Big Amy</a> name</h1>
  <p class="spaced"><a ${AMY}>Spaced Amy</a> name</p>
  <p class="justified">Some justified <a ${AMY}>Amy Currie</a> text goes on here <a ${AMY}>Bob Hill</a> for a while</p>
  <p class="kept"><a ${AMY}>Pre   Amy </a>|  name</p>
  <p>Trailing blank <a ${AMY}>Amy </a></p>
  <p class="vertical"><a ${AMY}>Vertical Amy</a> name</p>
  <ul><li data-person="amy@example.com">Item text<ul><li>nested</li></ul></li></ul>
  <p class="arrow"><a ${AMY}>Author's arrow</a> text</p>
  <p><a ${AMY}><img alt="" src="/none.png" width="20" height="20"></a> image</p>
  <p class="columns">Columns <a ${AMY}>Amy Currie</a> name name name <a ${AMY}>Bob Hill</a> name name name name</p>
  <p class="shrink" data-person="amy@example.com"> Shrink to fit </p>
  <div class="box"><ul>${Array.from({ length: 40 }, (_, at) => `<li><a ${AMY}>Amy ${at}</a></li>`).join("")}</ul></div>
  <p class="sized"><a ${AMY}>Amy</a></p>
  <p class="joined"><a ${AMY}>T</a>o, <a ${AMY}>AV</a>AV f<a ${AMY}>f</a>i</p>
  <p class="kept"><a ${AMY}>Amy
</a></p><p class="balanced">Columns <a ${AMY}>Amy Currie</a> name name name <a ${AMY}>Bob Hill</a> name name</p>`;

const STYLE = `
  body { font: 12px/1.4 sans-serif }
  .narrow { width: 66px } .flex { display: flex; gap: 10px; justify-content: space-between; width: 300px }
  .grid { display: grid; grid-template-columns: auto auto; gap: 4px; width: 300px }
  .cut { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; width: 60px }
  .inline-block { display: inline-block; border: 1px solid } .flex-name { display: inline-flex; gap: 6px }
  .tight { line-height: .8 } h1 { font-size: 30px } .spaced { letter-spacing: 3px; word-spacing: 10px; text-indent: 20px }
  .justified { text-align: justify; width: 120px } .kept { white-space: pre } .vertical { writing-mode: vertical-rl; height: 120px }
  .arrow a::after { content: "→" } .columns { columns: 2; width: 200px } .shrink { float: left; border: 1px solid }
  .box { clear: both; height: 100px; width: 200px; overflow: auto } .sized { width: max-content; border: 1px solid }
  .joined { font: 40px serif } .balanced { text-wrap: balance; width: 120px }
  a:last-child { color: green } a:empty { display: none } p > * + * { margin-left: 1px }`;

const place = (page: Page) =>
  page.evaluate(() => [
    [document.documentElement.scrollHeight, document.documentElement.scrollWidth],
    ...[...document.querySelectorAll("main, main *")].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [element.localName, element.className, element.scrollHeight, x, y, width, height];
    }),
  ]);

async function open(body: string, style = ""): Promise<Page> {
  const page = await stage.open(body, { as: "amy", viewport: { width: 600, height: 900 } });
  await page.evaluate((style) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [sheet];
  }, style);
  return page;
}

async function mark(page: Page, count: number): Promise<void> {
  await page.evaluate(() => {
    const own = window as unknown as TestWindow;
    own.undo = own.scan(document, {});
  });
  await marked(page, count);
}

const marked = (page: Page, count: number) =>
  page.waitForFunction((count) => document.querySelectorAll("[data-livename]").length === count, count);

/** The columns and rows of pixels between which two pictures differ. */
function differing(
  page: Page,
  before: Buffer,
  after: Buffer,
): Promise<{ first: number; last: number; top: number; bottom: number }> {
  return page.evaluate(
    async (shots) => {
      const [one, other] = await Promise.all(
        shots.map(async (shot) => {
          const image = await createImageBitmap(new Blob([Uint8Array.from(atob(shot), (char) => char.charCodeAt(0))]));
          const context = new OffscreenCanvas(image.width, image.height).getContext("2d")!;
          context.drawImage(image, 0, 0);
          return context.getImageData(0, 0, image.width, image.height);
        }),
      );
      const columns = new Set<number>();
      const rows = new Set<number>();
      one!.data.forEach((value, at) => {
        if (Math.abs(value - other!.data[at]!) <= 40) return;
        columns.add(Math.floor(at / 4) % one!.width);
        rows.add(Math.floor(at / 4 / one!.width));
      });
      const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
      return { first: Math.min(...columns), last: Math.max(...columns), top, bottom };
    },
    [before.toString("base64"), after.toString("base64")],
  );
}

/** What assistive technology calls the links of the page, as the browser says. */
async function links(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes.filter(({ role }) => role?.value === "link").map(({ name }) => String(name?.value));
}

describe("the mark of a scanned name", () => {
  test("moves nothing: names in lines, cells, boxes that scroll or clip, flex, grid, columns, either direction", async () => {
    const page = await open(WAYS, STYLE);
    const before = await place(page);
    const html = await page.locator("main").innerHTML();
    const names = await page.locator('[href^="mailto:"], [data-person]').count();
    await mark(page, names);
    expect(await place(page)).toEqual(before);
    expect((await page.locator("main").innerHTML()).replaceAll(/ data-livename="[\w ]+"/g, "")).toBe(html);
    await page.context().close();
  });

  test("stands on the end of its name, in its line, where both can be read at 12 px", async () => {
    const page = await open(
      `<p id="line">Write to <a id="name" ${AMY}>Amy Currie</a>, then</p>`,
      "p { font: 12px serif }",
    );
    const line = page.locator("#line");
    const { x, y, width, height } = (await page.locator("#name").boundingBox())!;
    const clip = { x: x - 10, y: y - 4, width: width + 30, height: height + 8 };
    const before = await page.screenshot({ clip });
    await mark(page, 1);
    const after = await page.screenshot({ clip });
    const { first, last, top, bottom } = await differing(page, before, after);
    const end = 10 + width;
    expect(last - first).toBeGreaterThanOrEqual(5);
    expect(bottom - top).toBeGreaterThanOrEqual(5);
    // Of the last letter most stays free: the icon begins in the letter's second half, and ends above its lower half.
    expect(first).toBeGreaterThan(end - 6);
    expect(last).toBeLessThanOrEqual(Math.ceil(end) + 3);
    expect(bottom - 4).toBeLessThan(height / 2);
    await line.waitFor();
    await page.context().close();
  });

  test("goes beyond the end of its name only where nothing stands close behind it", async () => {
    const name = (id: string, behind: string): string => `<a id="${id}" ${AMY}>Amy</a>${behind}`;
    const page = await open(
      `<p>${name("blank", " b")} ${name("comma", ", b")} ${name("bracket", ") b")} ${name("letter", "b")} ${name("genitive", "'s")}
        ${name("bold", "<b>b</b>")} ${name("break", "<br>b")} ${name("end", "")}</p>
        <div class="row">${name("item", "<i>b</i>")}</div><p class="cut">${name("cut", "")}</p>`,
      ".row { display: flex } .cut { overflow: hidden }",
    );
    await mark(page, 10);
    expect(
      await page.evaluate(() => [...document.querySelectorAll("[data-livename~=tight]")].map(({ id }) => id)),
    ).toEqual(["bracket", "letter", "genitive", "bold", "item", "cut"]);
    await page.context().close();
  });

  test("has the colours of the surface that it stands on, where the page says nothing of its scheme", async () => {
    const name = (id: string): string => `<a id="${id}" ${AMY}>Amy</a>`;
    const page = await open(
      `<p>${name("plain")}</p><p class="panel">${name("panel")}</p><p class="picture">${name("picture")}</p>
        <p class="said">${name("said")}</p><p>${name("small")}</p><img id="face" alt="" data-person="amy@example.com">`,
      `main { background: oklch(0.25 0.02 250); color: #ddd } .light main { background: #fff; transition: background-color 1s }
        .panel { background: #fff; color: #000 } .picture { background: linear-gradient(#fff, #ccc); color: #123 }
        .said { color-scheme: only light } #small { background: url(/none.png) no-repeat left; color: #69c }`,
    );
    await mark(page, 6);
    const dark = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("a")]
          .filter((name) => getComputedStyle(name, "::after").color === "rgb(74, 222, 128)")
          .map(({ id }) => id),
      );
    expect(await dark()).toEqual(["plain", "small"]);
    await page.evaluate(() => document.documentElement.classList.add("light"));
    await expect.poll(dark).toEqual([]);
    await page.evaluate(() => document.documentElement.classList.remove("light"));
    await expect.poll(dark).toEqual(["plain", "small"]);
    await page.context().close();
  });

  test("stands on the ellipsis of a name that its author cuts off, as long as that is so", async () => {
    const page = await open(
      `<p class="cut"><a ${AMY}>Amy Currie of the very long name</a></p><p class="cut"><a ${AMY}>Amy</a> of the very long name</p>
        <p class="clamp"><a ${AMY}>Amy Currie of the very long name</a></p><p class="cut">Of a very long name <a ${AMY}>Amy</a></p>`,
      `.cut { width: 120px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap } a { color: #333; text-decoration: none }
        .clamp { display: -webkit-box; -webkit-line-clamp: 1; -webkit-box-orient: vertical; overflow: hidden; width: 120px }
        .wide p { width: 500px }`,
    );
    const clip = (await page.locator("p").first().boundingBox())!;
    const before = await page.screenshot({ clip });
    await mark(page, 4);
    const marks = () => page.locator("a").evaluateAll((names) => names.map((name) => name.dataset.livename));
    const over = "available over spoken";
    await expect.poll(marks).toEqual([over, "available low", over, over]);
    // At the end of the line, where the ellipsis is.
    await expect
      .poll(async () => differing(page, before, await page.screenshot({ clip })))
      .toMatchObject({ first: expect.closeTo(112, -1), last: expect.closeTo(119, -1) });
    await page.evaluate(() => document.documentElement.classList.add("wide"));
    await expect
      .poll(marks)
      .toEqual(["available tight low", "available low", "available tight low", "available tight low"]);
    await page.evaluate(() => document.documentElement.classList.remove("wide"));
    await expect.poll(marks).toEqual([over, "available low", over, over]);
    await page.context().close();
  });

  test("is heard once with the name; is no stop for the Tab key; and is not printed", async () => {
    const page = await open(`<p lang="de"><a ${AMY}>Amy Currie</a> und <a href="mailto:ben@example.com">Ben</a></p>
      <p><a ${AMY}>Amy</a><button>After</button></p>`);
    await mark(page, 3);
    await expect.poll(() => links(page)).toEqual(["Amy Currie (Verfügbar)", "Ben (Offline)", "Amy (Available)"]);
    await page.locator("a").last().focus();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("After");
    await page.emulateMedia({ media: "print" });
    const drawn = await page.evaluate(() => getComputedStyle(document.querySelector("a")!, "::after").content);
    expect(drawn).toBe("none");
    await page.context().close();
  });

  test("is drawn on a page that does not say in which language it is written, too", async () => {
    const page = await stage.open(`<p><a ${AMY}>Amy</a></p>`, { as: "amy", html: "class=none", locale: "de-DE" });
    await mark(page, 1);
    await expect.poll(() => links(page)).toEqual(["Amy (Verfügbar)"]);
    await page.context().close();
  });

  test("gives way to what the author shows behind the name: when it is pointed at, at another width, by another class", async () => {
    const page = await open(
      `<ul><li><a id="tip" ${AMY}>Amy</a></li><li><a id="wide" ${AMY}>Amy</a></li><li id="item"><a id="chosen" ${AMY}>Amy</a></li>
        <li><a id="both" ${AMY}>Amy</a></li></ul>`,
      `#tip:hover::after { content: "tip" } .chosen a::after { content: "✓" } #both::before { content: "(" } #both::after { content: ")" }
        @media (max-width: 500px) { #wide::after { content: "small" } }`,
    );
    await mark(page, 4);
    const shown = (id: string) =>
      page.evaluate((id) => {
        const element = document.getElementById(id)!;
        return [getComputedStyle(element, "::after").content, element.dataset.livename];
      }, id);
    const ours = '"" / "(Available)"';
    expect(await shown("tip")).toEqual([ours, "available"]);
    await page.hover("#tip", { position: { x: 3, y: 5 } });
    await expect.poll(() => shown("tip")).toEqual(['"tip"', "available over"]);
    expect(await shown("chosen")).toEqual([ours, "available"]);
    await page.locator("#item").evaluate((item) => item.classList.add("chosen"));
    await expect.poll(() => shown("chosen")).toEqual(['"✓"', "available over"]);
    expect(await shown("wide")).toEqual([ours, "available"]);
    await page.setViewportSize({ width: 480, height: 600 });
    await expect.poll(() => shown("wide")).toEqual(['"small"', "available over"]);
    expect(await shown("both")).toEqual(['")"', "available over"]);
    await page.context().close();
  });

  test("is one, whatever the page copies, restores or takes away", async () => {
    const page = await open(`<div id="list"><a ${AMY}>Amy</a></div><div id="other"></div>
      <div id="editor" contenteditable="true">Write here</div>`);
    await mark(page, 1);
    await page.evaluate(() => {
      const list = document.querySelector("#list")!;
      document.querySelector("#other")!.append(...[0, 1].map(() => list.firstElementChild!.cloneNode(true)));
      list.innerHTML = `${list.innerHTML}`;
    });
    await marked(page, 3);
    // A mark in what is edited is taken away: it would be saved.
    await page.evaluate(() => {
      const editor = document.querySelector("#editor")!;
      editor.innerHTML = document.querySelector("#list")!.innerHTML;
    });
    await expect.poll(() => page.locator("#editor").innerHTML()).toBe(`<a ${AMY}>Amy</a>`);
    await page.locator("#list a").evaluate((name) => name.removeAttribute("data-livename"));
    await marked(page, 3);
    // A copy of somebody who is none of the directory keeps no mark of another time.
    await page.locator("#other").evaluate((other) => {
      other.innerHTML =
        '<a data-livename="busy" href="mailto:nobody@example.com">Nobody</a><b data-livename="busy">B</b>';
    });
    await marked(page, 1);
    await page.evaluate(() => (window as unknown as TestWindow).undo());
    expect(await page.locator("[data-livename]").count()).toBe(0);
    await page.context().close();
  });

  test("stays behind when what is selected is copied", async () => {
    const page = await open(
      `<p id="from">To <a ${AMY}>Amy Currie</a> now</p><div id="editor" contenteditable="true"></div>`,
    );
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await mark(page, 1);
    await page.evaluate(() => getSelection()!.selectAllChildren(document.querySelector("#from")!));
    await page.keyboard.press("ControlOrMeta+c");
    await marked(page, 1);
    await page.evaluate(() => {
      document.querySelector("#editor")!.addEventListener("paste", (event) => {
        document.title = (event as ClipboardEvent).clipboardData!.getData("text/html");
      });
    });
    await page.locator("#editor").focus();
    await page.keyboard.press("ControlOrMeta+v");
    await expect.poll(() => page.title()).toContain("Amy Currie");
    expect(await page.title()).not.toContain("livename");
    await page.context().close();
  });
});

describe("the card of a scanned name", () => {
  test("a press in it is none of the page's label, row or summary around the name", async () => {
    const page = await open(
      `<div id="row" tabindex="0"><label><input type="checkbox"><span data-person="ben@example.com">Ben</span></label></div>`,
    );
    await page.evaluate(() => {
      const row = document.querySelector<HTMLElement>("#row")!;
      for (const type of ["keydown", "keypress"])
        document.addEventListener(type, (event) => (document.title += ` ${type} ${(event as KeyboardEvent).key}`));
      for (const type of ["mousedown", "click", "focusin"])
        row.addEventListener(type, () => (document.title += ` ${type}`));
      row.addEventListener("mousedown", () => row.focus());
    });
    await mark(page, 1);
    await page.hover("span");
    const title = await page.title();
    const chat = page.getByRole("dialog").getByRole("button", { name: "Chat with Ben Okonkwo" });
    await chat.click({ button: "right" });
    await chat.focus();
    await page.keyboard.press("Enter");
    await fieldOf(page, "Message Ben Okonkwo").waitFor();
    expect(await page.title()).toBe(title);
    expect(await page.locator("input").isChecked()).toBe(false);
    await page.context().close();
  });

  test("goes when something is dragged from the name, and none comes over names that it is dragged across", async () => {
    const page = await open(
      `<ul>${["amy", "ben", "cleo"].map((one) => `<li><a draggable="false" href="mailto:${one}@example.com">${one}</a></li>`).join("")}</ul>
       <p><a id="link" ${AMY}>A link</a></p>`,
      "li { padding: 12px }",
    );
    // As in a list that is sorted by the mouse.
    await page.evaluate(() =>
      document.querySelector("ul")!.addEventListener("mousedown", (event) => event.preventDefault()),
    );
    await mark(page, 4);
    const dialog = page.getByRole("dialog");
    const box = async (selector: string) => {
      const { x, y, width, height } = (await page.locator(selector).boundingBox())!;
      return [x + width / 2, y + height / 2] as const;
    };
    await page.hover("li:nth-child(1) a");
    await dialog.waitFor();
    const [x, y] = await box("li:nth-child(1) a");
    await page.mouse.down();
    await page.mouse.move(x + 2, y + 2);
    expect(await dialog.count(), "a hand that trembles").toBe(1);
    await page.mouse.move(x, y + 10);
    expect(await dialog.count()).toBe(0);
    await page.mouse.move(...(await box("li:nth-child(3) a")), { steps: 5 });
    // Longer than a card takes to open.
    await page.waitForTimeout(700);
    expect(await dialog.count()).toBe(0);
    await page.mouse.up();
    // What the browser drags itself.
    await page.hover("#link");
    await dialog.waitFor();
    await page.locator("#link").dispatchEvent("dragstart");
    expect(await dialog.count()).toBe(0);
    await page.context().close();
  });

  test("stays when something in it is selected", async () => {
    const page = await open(`<p><a ${AMY}>Amy</a></p>`);
    await mark(page, 1);
    await page.hover("a");
    const { x, y } = (await page.getByRole("dialog").getByText("Amy Currie").boundingBox())!;
    await page.mouse.move(x + 2, y + 8);
    await page.mouse.down();
    await page.mouse.move(x + 40, y + 8, { steps: 4 });
    await page.mouse.up();
    await page.waitForTimeout(500);
    expect(await page.getByRole("dialog").count()).toBe(1);
    await page.context().close();
  });

  test("by touch it comes before the link, and offers what the link does", async () => {
    const page = await stage.open(`<a href="mailto:ben@example.com">Ben</a>`, {
      as: "amy",
      hasTouch: true,
      isMobile: true,
      viewport: { width: 390, height: 700 },
    });
    await page.evaluate(() => {
      document.querySelector("a")!.addEventListener("click", (event) => {
        event.preventDefault();
        document.title += " link";
      });
    });
    const title = await page.title();
    await mark(page, 1);
    await page.tap("a");
    await page.getByRole("dialog").getByRole("button", { name: "Write e-mail" }).waitFor();
    expect(await page.title()).toBe(title);
    await page.getByRole("dialog").getByRole("button", { name: "Write e-mail" }).tap();
    expect(await page.title()).toBe(`${title} link`);
    await page.tap("a");
    await page.getByRole("dialog").waitFor();
    await page.tap("a");
    expect(await page.title()).toBe(`${title} link link`);
    await page.context().close();
  });

  test("by touch does not come before a link when nobody is signed in, or to somebody who is not in the directory", async () => {
    const touch = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 700 } };
    const body = `<a id="ben" href="mailto:ben@example.com">Ben</a> <a id="nobody" href="mailto:nobody@example.com">Nobody</a>`;
    const press = async (page: Page, selector: string) => {
      await page.evaluate(() => {
        document.title = "";
        document.onclick = (event) => {
          document.title = (event.target as Element).id;
          event.preventDefault();
        };
      });
      await page.tap(selector);
      return page.title();
    };
    const amy = await stage.open(body, { as: "amy", ...touch });
    await mark(amy, 1);
    expect(await press(amy, "#nobody")).toBe("nobody");
    const nobody = await stage.open(body, touch);
    await nobody.evaluate((url) => {
      const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
      elements.provide({ url, token: () => "not-a-token" });
      const own = window as unknown as TestWindow;
      own.undo = own.scan(document, {});
    }, stage.server.url);
    await nobody.waitForFunction(() => {
      const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
      return elements.pageProvider().state.name === "signed-out";
    });
    expect(await press(nobody, "#ben")).toBe("ben");
    await amy.context().close();
    await nobody.context().close();
  });

  test("looks as the page has it around the name: its colours, light or dark, and direction", async () => {
    const page = await open(
      `<section dir="rtl"><a href="mailto:ben@example.com">Ben</a></section><p><a id="amy" ${AMY}>Amy</a></p>
        <div id="dark"><p><a href="mailto:cleo@example.com">Cleo</a></p></div>`,
      "section { color-scheme: dark; --live-surface: rgb(1, 2, 3) } #dark { background: oklch(0.2 0.02 250) }",
    );
    await mark(page, 3);
    const look = () =>
      page.getByRole("dialog").evaluate((card) => {
        const { backgroundColor } = getComputedStyle(card.shadowRoot!.querySelector(".card")!);
        const { direction, colorScheme } = getComputedStyle(card);
        return [backgroundColor, direction, colorScheme];
      });
    await page.hover("section a");
    await page.getByRole("dialog", { name: "About Ben Okonkwo" }).waitFor();
    expect(await look()).toEqual(["rgb(1, 2, 3)", "rtl", "dark"]);
    await page.hover("#amy");
    await page.getByRole("dialog", { name: "About Amy Currie" }).waitFor();
    expect(await look()).toEqual(["rgb(255, 255, 255)", "ltr", "normal"]);
    // It never heard of colour schemes, and is dark. The card before covers it.
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.hover("#dark a");
    await page.getByRole("dialog", { name: "About Cleo Großmann" }).waitFor();
    expect(await look()).toEqual(["rgb(29, 32, 40)", "ltr", "dark"]);
    await page.context().close();
  });

  test("card: stands below its name on a page that is zoomed by a rule; names are as before once the viewer has signed out", async () => {
    const page = await open(`<p>Ask <a ${AMY}>Amy</a> about it</p>`);
    await page.evaluate(() => {
      const own = window as unknown as TestWindow;
      own.undo = own.scan(document, {});
    });
    await mark(page, 1);
    await page.evaluate(() => {
      document.documentElement.style.zoom = "1.5";
    });
    await page.hover("a");
    await page.getByRole("dialog", { name: "About Amy Currie" }).waitFor();
    const name = (await page.locator("a").boundingBox())!;
    const card = page.locator("live-card");
    await expect.poll(async () => Math.abs((await card.boundingBox())!.x - name.x)).toBeLessThan(12);
    await expect.poll(async () => (await card.boundingBox())!.y - name.y - name.height).toBeLessThan(12);
    await page.evaluate(() => {
      const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
      return elements.pageProvider().signOut();
    });
    await mark(page, 0);
    await page.context().close();
  });

  test("comes by one key of the page to names that take no focus, one after the other; Escape gives the focus back", async () => {
    const page = await open(
      `<p><button id="before">Before</button> <span data-person="ben@example.com">Ben</span>, <a ${AMY}>Amy</a></p>
        <p hidden data-person="ben@example.com">Ben</p><p>Or cleo@example.com</p><button id="after">After</button>`,
    );
    await page.evaluate(() => {
      const own = window as unknown as TestWindow;
      own.scan(document, { text: true });
      own.undo = own.walkBy("Alt+N") as () => void;
    });
    await page.locator("span[data-livename], a[data-livename]").nth(1).waitFor();
    // Over the address, which is text.
    await page.locator("livename-marks").waitFor({ state: "attached" });
    const about = (name: string) => page.getByRole("dialog", { name: `About ${name}` });
    const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.localName);
    await page.locator("#before").focus();
    await page.keyboard.press("Alt+n");
    await about("Ben Okonkwo").waitFor();
    await expect.poll(focused).toBe("live-card");
    await page.keyboard.press("Alt+n");
    await about("Cleo Großmann").waitFor();
    await page.keyboard.press("Alt+n");
    await about("Ben Okonkwo").waitFor();
    await page.keyboard.press("Alt+Shift+N");
    await about("Cleo Großmann").waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.localName)).toBe("button");
    await page.keyboard.press("Escape");
    await about("Cleo Großmann").waitFor({ state: "hidden" });
    expect(await focused()).toBe("before");
    expect(
      await page.evaluate(() => {
        const own = window as unknown as TestWindow;
        own.undo();
        return ["N", "Shift+N", "Alt+", "Alt+Alt+N", "Hyper+N", "Alt+Space"].map(
          (text) => typeof own.walkBy(text) === "string",
        );
      }),
    ).toEqual([true, true, true, true, true, true]);
    await page.keyboard.press("Alt+n");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.context().close();
  });

  test("can be used in a modal dialog, by pointer and by Tab", async () => {
    const page = await open(
      `<dialog><p><a id="ben" href="mailto:ben@example.com">Ben</a></p><button>Close</button></dialog>`,
    );
    await page.evaluate(() => document.querySelector("dialog")!.showModal());
    await mark(page, 1);
    await page.hover("#ben");
    await page.getByRole("dialog", { name: "About Ben Okonkwo" }).getByRole("button", { name: /^Chat/ }).hover();
    await page.mouse.move(5, 5);
    await page.getByRole("dialog", { name: "About Ben Okonkwo" }).waitFor({ state: "hidden" });
    await page.locator("dialog > button").focus();
    await page.keyboard.press("Shift+Tab");
    await page.getByRole("dialog", { name: "About Ben Okonkwo" }).waitFor();
    await page.keyboard.press("Tab");
    const inCard = () => page.evaluate(() => document.activeElement?.localName.startsWith("live-card"));
    expect(await inCard()).toBe(true);
    // By all that the card offers.
    for (let step = 0; (await inCard()) && step < 5; step++) await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Close");
    await page.context().close();
  });
});
