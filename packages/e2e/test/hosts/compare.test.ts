// The comparison of pages with and without our script, tried on pages of which it is known what our script does to them.
import type { Browser, BrowserContext } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../src/harness/browser.ts";
import { type CommandServer, startCommandServer } from "../../src/harness/command.ts";
import { type Site, startSite } from "../../src/harness/site.ts";
import { chromiumTab } from "../../src/hosts/compare/chromium-tab.ts";
import { type CompareOptions, compare } from "../../src/hosts/compare/compare.ts";
import { firefoxTab } from "../../src/hosts/compare/firefox-tab.ts";
import { STAGES, type Stage } from "../../src/hosts/compare/record.ts";
import type { Tab } from "../../src/hosts/compare/tab.ts";

let server: CommandServer;
let site: Site;
let browser: Browser;
let context: BrowserContext;
const tabs: Tab[] = [];

beforeAll(async () => {
  server = await startCommandServer({ origins: ["http://127.0.0.1:*"] });
  site = await startSite({});
  browser = await launchChromium();
  context = await browser.newContext();
  tabs.push(await chromiumTab(context), await firefoxTab());
});
afterAll(async () => {
  for (const tab of tabs) await tab.close();
  await browser?.close();
  await site?.close();
  await server?.dispose();
});

let loads = 0;
/** A page that signs its viewer in; `script` runs after ours, which is left out when the page is compared. */
const page = (
  body: string,
  head = "",
): string => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title>
<script src="${server.url}/livename.js" data-dock="off"></script>${head}
<style>body { font: 16px/1.5 sans-serif; margin: 20px }</style>
<body>${body}<ul id="list"><li>One</li><li>Two <a id="two" href="#two">link</a></li></ul><p style="height: 2000px">Long`;

const address = (path: string) => `http://127.0.0.1:${site.port}${path}?as=amy`;

/** Puts rules on the page that its markup does not show. */
const adopted = (rules: string) => `const style = new CSSStyleSheet(); style.replaceSync(${JSON.stringify(rules)});
  document.adoptedStyleSheets.push(style)`;

/** Something that the page does when our script is there, and only then, as if our script did it. */
const whenLive = (code: string) =>
  `<script>addEventListener("load", () => { if (window.livename?.ready) { ${code} } });</script>`;

const QUICK = {
  ...{ widths: [800], stages: STAGES.slice(0, 1), marks: 0 },
  ...{ stillMs: 100, patienceMs: 20_000, tries: 1 },
};

/** What is compared is named, and so is when. */
async function check(
  tab: Tab,
  path: string,
  stages: readonly Stage[],
  options: CompareOptions = {},
): Promise<string[]> {
  const differences = await compare(tab, address(path), { ...QUICK, stages, ...options });
  return differences.map(({ kind, where }) =>
    `${kind}: ${where.replace(/^.* wide, /, "")}`.replace(/: (Chromium|Firefox)$/, ""),
  );
}

/** Names that cannot be seen, each with something behind it, and one pixel of nearly the same colour. */
const names = ["left of the icon", "below the icon", "right of the icon", "under the icon"]
  .map((where) => `<p class="${where.split(" ")[0]}"><a href="mailto:mike@example.com">Mike</a><b>behind</b>`)
  .join("");
const PIXELS = `@media screen {
  .left a, .below a, .right b, .under a { background: linear-gradient(#fafafa, #fafafa) no-repeat; background-size: 1px 1px }
  .left a { background-position: right 12px top 1px }
  .below a { background-position: right 3px top 12px }
  .right b { background-position: left 2px top 2px }
  .under a { background-position: right 3px top 3px }
}`;

describe.each([
  { browser: "Chromium", number: 0 },
  { browser: "Firefox", number: 1 },
])("in $browser", ({ number }) => {
  const look = (path: string, stages: readonly Stage[], options?: CompareOptions) =>
    check(tabs[number]!, path, stages, options);

  it("a page on which our script changes nothing is the same, whatever differs from one time to the next", async () => {
    const once =
      "if (!sessionStorage.seen) list.append('The first time'); sessionStorage.seen = 1; list.id = Date.now() + '-list'";
    const body = (): string => `<p>Request ${++loads}</p><p data-key="${Math.random()}">Key</p>`;
    site.pages.set("/same", () => ({ body: page(body(), `<script>onload = () => { ${once} }</script>`) }));
    expect(await look("/same", STAGES, { widths: number === 0 ? [360, 800] : [360], tries: 3 })).toEqual([]);
  });

  it("what moves is seen in boxes, pixels and print", async () => {
    site.pages.set("/moved", { body: page("", whenLive(adopted("#two::after { content: 'x' }"))) });
    expect(await look("/moved", ["at the top", "printed"])).toEqual([
      "boxes: at the top",
      "pixels: at the top",
      "print",
    ]);
  });

  it("what is only in the dark, in a part that is scrolled, or on paper is seen there, and nowhere else", async () => {
    const rows = Array.from({ length: 30 }, (_, row) => `<div>Row ${row}</div>`).join("");
    const code = adopted(`@media screen and (prefers-color-scheme: dark) { li { outline: 1px solid red } }
      @media screen { div:nth-child(16) { color: red } }
      @media print { li { outline: 1px solid red } }`);
    const body = `<div style="height: 100px; overflow: auto"><div>${rows}</div></div>`;
    site.pages.set("/hidden", { body: page(body, whenLive(code)) });
    const seen = await look("/hidden", ["at the top", "dark", "parts scrolled", "printed"]);
    expect(seen).toEqual(["pixels: dark", "pixels: parts scrolled", "print"]);
  });

  it("one pixel of nearly the same colour beside an icon is seen, and one under it is not", async () => {
    const body = page(`<style>p, a, b { color: #0000 !important }</style>${names}`, whenLive(adopted(PIXELS))).replace(
      "data-dock",
      "data-scan data-dock",
    );
    site.pages.set("/pixels", { body });
    const [seen, ...more] = await compare(tabs[number]!, address("/pixels"), { ...QUICK, marks: 4 });
    expect(seen!.what).toMatch(/^3 pixels,/);
    expect(more).toEqual([]);
  });
});

it("the one attribute is forgiven, and nothing else in the markup; names that did not come alive are told of", async () => {
  const code = `list.setAttribute("data-livename", "available"); two.setAttribute("data-livename-x", "available")`;
  site.pages.set("/marked", { body: page("", whenLive(code)) });
  const seen = await compare(tabs[0]!, address("/marked"), { ...QUICK, marks: 2, patienceMs: 1_000 });
  expect(seen.map(({ kind }) => kind)).toEqual(["no marks", "markup"]);
  expect(seen[1]!.what).toContain("data-livename-x");
  expect(seen[1]!.what).not.toContain("data-livename=");
});
