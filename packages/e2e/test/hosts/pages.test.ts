// The short form of `npm run hosts`: pages in the structure of what applications write, in pages/hosts, with our script
// and without it. `npm run hosts -- saved` compares all of them in each browser, at each width and stage.
import { afterAll, beforeAll, expect, it } from "vitest";
import { compare } from "../../src/hosts/compare/compare.ts";
import { STAGES } from "../../src/hosts/compare/record.ts";
import { openTabs, type Tabs } from "../../src/hosts/compare/tabs.ts";
import { type Saved, savedPages, serveSaved } from "../../src/hosts/saved.ts";

let saved: Saved;
let tabs: Tabs;
beforeAll(async () => {
  saved = await serveSaved();
  tabs = await openTabs();
});
afterAll(async () => {
  await tabs?.close();
  await saved?.close();
});

/** Scrolled, printed and in the dark: one with links and one with names in boxes that scroll. */
const closely = ["redmine-issue.html", "roundcube-mail.html"];
const inFirefox = ["mediawiki-history.html", "dokuwiki-page.html"];

const cases = savedPages.flatMap((page) => [
  { page, file: page.file, name: "Chromium", stages: closely.includes(page.file) ? STAGES : STAGES.slice(0, 1) },
  ...(inFirefox.includes(page.file) ? [{ page, file: page.file, name: "Firefox", stages: STAGES.slice(0, 1) }] : []),
]);

/** How many marks there are, and what names somebody and has none: in itself, in what it holds or around it. */
const live = (people = "[data-none]") => `JSON.stringify({
  marks: document.querySelectorAll("[data-livename]").length,
  dead: [...document.querySelectorAll(${JSON.stringify(people)})]
    .filter((one) => !one.closest("[data-livename]") && !one.querySelector("[data-livename]"))
    .map((one) => one.textContent),
})`;

it.each(cases)(
  "$file in $name: people are live, and all else is the same with our script",
  async ({ page, name, stages }) => {
    const options = { widths: [800], stages, marks: page.marks, stillMs: 200 };
    const differences = await compare(tabs.of[name]!, saved.addressOf(page), options);
    expect(differences.map(({ where, kind, what }) => `${where}: ${kind}: ${what}`)).toEqual([]);
    expect(JSON.parse(String(await tabs.of[name]!.evaluate(live(page.people))))).toEqual({
      marks: page.marks,
      dead: [],
    });
  },
);
