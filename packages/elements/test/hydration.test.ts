// Markup that a server has rendered and a framework has yet to take over is compared with what it expects, attributes too.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { scan as Scan } from "../src/scan/index.ts";
import { openStage, type Stage } from "./page.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

const link = (id: string): string => `<a id="${id}" href="mailto:ben@example.com">Ben</a>`;

test.each([
  ["in a framework's root", `<div id="__next"><p>${link("inside")}</p></div><p>${link("outside")}</p>`],
  [
    "between the comments of what React takes over later",
    `<section><!--$--><p>${link("inside")}</p><!--/$--><p>${link("outside")}</p></section>`,
  ],
])("names wait there until they are taken over: %s", async (_where, body) => {
  const page = await stage.open(body, { as: "amy" });
  await page.evaluate(() => (window as unknown as { scan: typeof Scan }).scan(document));
  await page.locator("#outside[data-livename]").waitFor();
  // As long as the scan waits between two looks, and longer.
  await page.waitForTimeout(500);
  expect(await page.locator("#inside").getAttribute("data-livename")).toBeNull();
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("section, #__next, p, a"))
      Object.assign(element, { __reactFiber$test: {} });
  });
  await page.locator("#inside[data-livename]").waitFor();
  await page.context().close();
});
