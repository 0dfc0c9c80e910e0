import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { scan as Scan } from "../src/scan/index.ts";
import type { matcher as Matcher } from "../src/scan/match.ts";
import { openStage, type Stage } from "./page.ts";

/** What the test's page has besides a page author's own. */
interface TestWindow {
  scan: typeof Scan;
  matcher: typeof Matcher;
  undo: () => void;
  count: number;
}

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage.close());

async function open(body: string, selector?: string): Promise<Page> {
  const page = await stage.open(body, { as: "amy" });
  await page.evaluate((selector) => {
    const own = window as unknown as TestWindow;
    own.count = 0;
    own.undo = own.scan(document, { selector, found: (count) => (own.count = count) });
  }, selector);
  return page;
}

/** Ids of the elements that are marked, with the address of whom the scan takes for the person, once there are as many. */
async function marks(page: Page, count: number, selector?: string): Promise<Record<string, string | undefined>> {
  await page.waitForFunction((count) => document.querySelectorAll("[data-livename]").length === count, count);
  return page.evaluate((selector) => {
    const { matcher } = window as unknown as TestWindow;
    const people = matcher({ selector }, "live-name");
    const found = [...document.querySelectorAll(people.selector)].map((element) => people.match(element));
    const addresses = new Map(
      found.map((match) => [match?.element, match?.who.by === "address" ? match.who.address : undefined]),
    );
    const marked = [...document.querySelectorAll("[data-livename]")];
    return Object.fromEntries(marked.map((element) => [element.id, addresses.get(element)]));
  }, selector);
}

describe("A11: who is found", () => {
  test("in links, cards, attributes, schema.org and by the author's selector", async () => {
    const page = await open(
      `<a id="link" href="mailto:amy@example.com?subject=Hello">Amy</a>
      <p class="h-card"><b id="h-card" class="p-name">Ben</b> <a class="u-email" href="mailto:ben@example.com">mail</a></p>
      <p class="vcard"><i id="vcard" class="fn">Cleo</i> <span class="email">cleo@example.com</span></p>
      <span id="attribute" data-person="Amy Currie &lt;AMY@example.com>">Amy</span>
      <div itemscope itemtype="https://schema.org/Person"><b id="schema" itemprop="name">Ben</b>
        <meta itemprop="email" content="ben@example.com"></div>
      <td-cell id="selector" class="owner" title="cleo@example.com">C. G.</td-cell>`,
      ".owner",
    );
    expect(await marks(page, 6, ".owner")).toEqual({
      link: "amy@example.com",
      "h-card": "ben@example.com",
      vcard: "cleo@example.com",
      attribute: "amy@example.com",
      schema: "ben@example.com",
      selector: "cleo@example.com",
    });
    await page.context().close();
  });

  test("and nobody where people type, where it is switched off, in our own elements, or behind several recipients", async () => {
    const page = await open(`
      <div contenteditable="true"><a href="mailto:amy@example.com">Amy</a></div>
      <button><span data-person="amy@example.com">Amy</span></button>
      <section data-scan="off"><a href="mailto:amy@example.com">Amy</a></section>
      <live-name person="amy@example.com"><a href="mailto:amy@example.com">Amy</a></live-name>
      <a href="mailto:amy@example.com,ben@example.com">Both</a>
      <a href="https://example.com">Elsewhere</a>
      <a id="only" href="mailto:ben@example.com">Ben</a>`);
    expect(await marks(page, 1)).toEqual({ only: "ben@example.com" });
    await page.context().close();
  });
});

describe("A11: what changes later", () => {
  test("is found, followed and lost, wherever the page puts it", async () => {
    const page = await open('<div id="list"></div>');
    const list = (change: (list: HTMLElement) => void) => page.locator("#list").evaluate(change);

    await list((list) => {
      list.innerHTML = '<p><a id="a" href="mailto:amy@example.com">Amy</a></p><a id="b" href="/ben">Ben</a>';
    });
    expect(await marks(page, 1)).toEqual({ a: "amy@example.com" });
    await list((list) => list.querySelector("#b")!.setAttribute("href", "mailto:ben@example.com"));
    expect(await marks(page, 2)).toEqual({ a: "amy@example.com", b: "ben@example.com" });
    // A framework that brings its elements in step with its own idea of them takes away what it does not know.
    await list((list) => list.querySelector("#a")!.removeAttribute("data-livename"));
    await page.locator("#a[data-livename]").waitFor();
    await list((list) => list.querySelector("#b")!.setAttribute("href", "mailto:cleo@example.com"));
    expect(await marks(page, 2)).toEqual({ a: "amy@example.com", b: "cleo@example.com" });
    await list((list) => list.setAttribute("data-scan", "off"));
    expect(await marks(page, 0)).toEqual({});
    await list((list) => list.removeAttribute("data-scan"));
    expect(await marks(page, 2)).toEqual({ a: "amy@example.com", b: "cleo@example.com" });
    await list((list) => list.querySelector("p")!.remove());
    expect(await marks(page, 1)).toEqual({ b: "cleo@example.com" });
    await page.context().close();
  });
});

describe("A11: the page stays as it was", () => {
  const BODY = `<h3 id="heading" style="float: left; width: 9em">By <a id="one" href="mailto:amy@example.com">Amy</a></h3>
    <p id="text" style="width: 11em; text-align: justify">Write to &lt;<a id="two" href="mailto:ben@example.com">ben@example.com</a>&gt;, who knows.</p>
    <table><tr><td id="cell" data-person="cleo@example.com">Cleo</td><td>2</td></tr></table>
    <p id="stranger"><a href="mailto:nobody@example.com">Nobody</a></p>`;
  const boxes = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll("main *")].map((element) => [
        element.id,
        JSON.stringify(element.getBoundingClientRect()),
      ]),
    );
  const html = (page: Page) => page.locator("main").innerHTML();

  test("in its layout and its links, for people known and unknown; only the known get an icon", async () => {
    const page = await stage.open(BODY, { as: "amy" });
    const before = await boxes(page);
    await page.evaluate(() => {
      const own = window as unknown as TestWindow;
      own.undo = own.scan(document, {});
    });
    await page.locator("#one[data-livename=available]").waitFor();
    await page.locator("#cell[data-livename=offline]").waitFor();
    expect(await page.locator("#stranger [data-livename]").count()).toBe(0);
    expect(await boxes(page)).toEqual(before);

    const taken = page.evaluate(
      () =>
        new Promise((resolve) => {
          window.addEventListener("click", (event) => {
            resolve({ prevented: event.defaultPrevented, link: (event.target as Element).id });
            event.preventDefault();
          });
        }),
    );
    await page.locator("#two").click({ position: { x: 10, y: 8 } });
    expect(await taken).toEqual({ prevented: false, link: "two" });
    await page.context().close();
  });

  test("to the letter, when it is undone; and nothing is found any more", async () => {
    const page = await stage.open(BODY, { as: "amy" });
    const before = await html(page);
    await page.evaluate(() => {
      const own = window as unknown as TestWindow;
      own.undo = own.scan(document, { found: (count) => (own.count = count) });
    });
    await page.waitForFunction(() => document.querySelectorAll("[data-livename]").length === 3);
    const after = await html(page);
    expect(after.replaceAll(/ data-livename="[^"]*"/g, "")).toBe(before);
    await page.evaluate(() => (window as unknown as TestWindow).undo());
    expect(await html(page)).toBe(before);
    await page.evaluate(async () => {
      document.querySelector("#text")!.innerHTML = '<a href="mailto:amy@example.com">Amy</a>';
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    expect(await page.locator("[data-livename]").count()).toBe(0);
    expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
    await page.context().close();
  });

  test("when the author's selector is none, which is said", async () => {
    const page = await stage.open(BODY);
    const thrown = await page.evaluate(() => {
      try {
        (window as unknown as TestWindow).scan(document, { selector: ":has(" });
        return "nothing";
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(thrown).toBe("SyntaxError");
    await page.context().close();
  });
});

test("T14: 5,000 people are found a few at a time, each slice by the clock and none twice", async () => {
  const page = await stage.open('<p id="first"></p>');
  const slices = await page.evaluate(async () => {
    const own = window as unknown as TestWindow;
    // Not shown: to lay 5,000 names out anew behind each of 625 slices takes a minute, and says nothing of the slices.
    document.querySelector("main")!.hidden = true;
    document.querySelector("main")!.innerHTML = Array.from(
      { length: 5_000 },
      (_, index) => `<a href="mailto:person-${index}@example.com">Person ${index}</a> `,
    ).join("");
    // A clock that goes on by 1 ms whenever somebody looks at it: an element costs 1 ms, and a slice ends after 8.
    let now = 0;
    performance.now = () => ++now;
    const counts: number[] = [];
    const { scheduler } = window as unknown as {
      scheduler: { postTask(task: () => void, how: object): Promise<void> };
    };
    const postTask = scheduler.postTask.bind(scheduler);
    own.count = 0;
    scheduler.postTask = async (task, how) => {
      await postTask(async () => {
        const before = own.count;
        task();
        await new Promise((resolve) => setTimeout(resolve));
        counts.push(own.count - before);
      }, how);
    };
    await new Promise<void>((resolve) => {
      own.undo = own.scan(document, {
        found: (count) => {
          own.count = count;
          if (count === 5_000) setTimeout(resolve, 100);
        },
      });
    });
    return counts;
  });
  expect(slices.reduce((sum, count) => sum + count, 0)).toBe(5_000);
  expect(Math.max(...slices)).toBeLessThanOrEqual(8);
  expect(slices.length).toBeGreaterThanOrEqual(625);
  await page.context().close();
}, 240_000);
