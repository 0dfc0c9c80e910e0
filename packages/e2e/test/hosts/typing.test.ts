// Typing in our fields on pages that have keys of their own, as the applications have them: nothing of the page reacts.
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTabs, type Tabs } from "../../src/hosts/compare/tabs.ts";
import { until } from "../../src/hosts/compare/until.ts";
import { type Saved, savedPages, serveSaved } from "../../src/hosts/saved.ts";
import { LISTEN, typeIntoFields } from "../../src/hosts/typing.ts";

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

/** What keys do there: a mail is deleted, a row chosen, a button pressed, a page left. */
const KEYS: Readonly<Record<string, string>> = {
  // The list of letters listens everywhere.
  "roundcube-mail.html": `document.addEventListener("keydown", (event) => {
    if (event.key === "Delete" || event.key === "Backspace") document.querySelector("tr.message").remove();
    if (event.key === "a" && event.ctrlKey) document.querySelectorAll("tr.message").forEach((row) => row.classList.add("selected"));
  }, true)`,
  // Access keys of the browser: Alt+Shift with a letter.
  "mediawiki-history.html": `const link = document.body.appendChild(document.createElement("a"));
    link.accessKey = "s"; link.href = "#left"; link.textContent = "Save"`,
  "dokuwiki-page.html": `addEventListener("keydown", (event) => { if (event.key === "e") location.hash = "edit" })`,
  "redmine-issue.html": `addEventListener("keypress", (event) => { if (/[/np?]/.test(event.key)) location.hash = event.key }, true)`,
};

const inFirefox = ["roundcube-mail.html"];
const cases = Object.keys(KEYS).flatMap((file) => [
  { file, name: "Chromium" },
  ...(inFirefox.includes(file) ? [{ file, name: "Firefox" }] : []),
]);

it.each(cases)("$file in $name", async ({ file, name }) => {
  const tab = tabs.of[name]!;
  await tab.before(LISTEN);
  await tab.before(
    `addEventListener("DOMContentLoaded", () => { if (location.pathname.endsWith("${file}")) { ${KEYS[file]} } })`,
  );
  await tab.open(saved.addressOf(savedPages.find((one) => one.file === file)!), true, { width: 1_280, height: 900 });
  await until(tab, `document.querySelector("[data-livename]")`);
  expect(await typeIntoFields(tab)).toEqual([]);
});
