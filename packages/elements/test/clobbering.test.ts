// What a page's HTML can say with names: `<img name="body">` is `document.body`. packages/e2e/test/clobbering.test.ts
// has every name, with the built script; here the sources, under the names that they could read.
import { afterAll, beforeAll, expect, test } from "vitest";
import { fieldOf, openStage, type Stage } from "./page.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage.close());

/** Those of lit are not among them: a page that bundles it has it as it is. */
const READ =
  "body head documentElement hidden visibilityState hasFocus activeElement readyState addEventListener removeEventListener querySelector querySelectorAll getElementsByTagName createDocumentFragment defaultView scheduler";
const images = READ.split(" ")
  .map((name) => `<img name="${name}" id="${name}" alt="">`)
  .join("");
const MEMBERS =
  "matches closest getAttribute hasAttribute querySelector querySelectorAll parentElement parentNode append isConnected textContent getRootNode getBoundingClientRect";
const fields = MEMBERS.split(" ")
  .map((name) => `<input name="${name}" hidden>`)
  .join("");

test("elements, card, chat and client read the page, not what elements call themselves", async () => {
  stage.errors.length = 0;
  const body = `${images}<p>Ask <live-name person="amy@example.com">Amy</live-name>.</p><live-dock></live-dock>`;
  const page = await stage.open(body, { as: "ben" });
  await page.locator("live-name svg.status.offline").waitFor();
  await page.locator("live-name").hover();
  const card = page.getByRole("dialog");
  await card.getByText("Head of Research").waitFor();
  expect(Math.abs((await card.boundingBox())!.x - (await page.locator("live-name").boundingBox())!.x)).toBeLessThan(9);
  await card.getByRole("button", { name: /Chat/ }).click();
  await fieldOf(page, "Message").fill("Are you there?");
  await fieldOf(page, "Message").press("Enter");
  await page.locator(".message:not(.pending)").waitFor();
  // Ben is there, and not away: `document.hidden` is not the image.
  const other = await stage.open(`<live-name person="ben@example.com">Ben</live-name>`, { as: "amy" });
  await other.locator("live-name svg.status.available").waitFor();
  expect(stage.errors).toEqual([]);
}, 60_000);

test("the scan reads forms, whatever their fields are called", async () => {
  stage.errors.length = 0;
  const page = await stage.open(
    `${images}<form class="h-card"><b class="p-name">Amy</b><a class="u-email" href="mailto:amy@example.com">mail</a>${fields}</form>
     <form id="later" lang="de">${fields}</form><p><a href="mailto:cleo@example.com">Cleo</a></p>`,
    { as: "ben" },
  );
  await page.evaluate(() => {
    (window as unknown as { scan(root: Document): void }).scan(document);
  });
  const people = () =>
    page.evaluate(() =>
      [...Document.prototype.querySelectorAll.call(document, "[data-livename]")].map((name) => name.textContent),
    );
  await expect.poll(people, { timeout: 8_000 }).toEqual(["Amy", "Cleo"]);
  await page.evaluate(() => {
    const form = Document.prototype.querySelector.call(document, "#later")!;
    Element.prototype.insertAdjacentHTML.call(form, "beforeend", '<a href="mailto:amy@example.com">Amy</a>');
    Element.prototype.setAttribute.call(form, "itemprop", "x");
  });
  await expect.poll(people, { timeout: 8_000 }).toEqual(["Amy", "Amy", "Cleo"]);
  expect(stage.errors).toEqual([]);
}, 60_000);

test.each([
  ["a form", '<form id="livename"><input name="token"><input name="ready"></form>'],
  ["a frame", `<iframe name="livename" srcdoc="<a id='token'></a><a id='ready'></a>"></iframe>`],
])("window.livename is the page's own object, never %s of that name", async (_, element) => {
  const page = await stage.open(element);
  const own = () =>
    page.evaluate(() => {
      const { token, ready } = (window as unknown as { pageApi(): { token: unknown; ready: unknown } }).pageApi();
      return [typeof token, typeof ready];
    });
  expect(await page.evaluate(() => typeof (window.livename as { token?: unknown }).token)).toBe("object");
  expect(await own()).toEqual(["undefined", "undefined"]);
  // A script of the page that keeps such an element under that name makes it no settings.
  await page.evaluate(() => {
    (window as { livename?: unknown }).livename = Object.assign(document.createElement("a"), { token: "an element's" });
  });
  expect(await own()).toEqual(["undefined", "undefined"]);
  await page.evaluate(() => {
    (window as { livename?: unknown }).livename = { token: () => "mine" };
  });
  expect(await own()).toEqual(["function", "undefined"]);
});

test.each(["constructor", "__proto__"])("in the language %s a name is shown in English", async (lang) => {
  stage.errors.length = 0;
  const page = await stage.open(`<p lang="${lang}">Ask <live-name person="cleo@example.com">Cleo</live-name>.</p>`, {
    as: "ben",
  });
  await page.locator("live-name svg.status.offline").waitFor();
  expect(stage.errors).toEqual([]);
});
