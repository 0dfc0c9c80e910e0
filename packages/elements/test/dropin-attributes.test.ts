import { afterAll, beforeAll, expect, test } from "vitest";
import type { readAttributes as ReadAttributes } from "../src/drop-in/attributes.ts";
import { openStage, type Stage } from "./page.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage.close());

/** What a script tag with these attributes asks for, read where selectors can be tried. */
async function read(attributes: string) {
  const page = await stage.open(`<script id="tag" type="text/plain" ${attributes}></script>`);
  const result = await page.evaluate(() => {
    const { readAttributes } = window as unknown as { readAttributes: typeof ReadAttributes };
    return readAttributes(document.querySelector<HTMLElement>("#tag")!.dataset);
  });
  await page.context().close();
  return result;
}

test("a bare tag scans nothing and calls its elements live-…", async () => {
  expect(await read("")).toEqual({ prefix: "live", dock: true, complaints: [] });
});

test("each attribute is read", async () => {
  const tag = `data-scan data-scan-selector=".owner" data-token=" /im-token " data-sign-in="/login" data-prefix="acme" data-lang="de" data-place data-dock="off"`;
  expect(await read(tag)).toEqual({
    scan: { prefix: "acme", selector: ".owner", lang: "de" },
    token: "/im-token",
    signIn: "/login",
    prefix: "acme",
    lang: "de",
    place: "body",
    dock: false,
    complaints: [],
  });
});

test("what a script of the page let others write into Object.prototype is no attribute", async () => {
  const page = await stage.open('<script id="tag" type="text/plain" data-scan></script>');
  const result = await page.evaluate(() => {
    const { readAttributes } = window as unknown as { readAttributes: typeof ReadAttributes };
    const polluted = { signIn: "javascript:alert(1)", token: "//evil.example/", prefix: "evil", place: "", lang: "de" };
    for (const [name, value] of Object.entries(polluted))
      Object.defineProperty(Object.prototype, name, { value, configurable: true });
    try {
      const { signIn, token, prefix, place, lang } = readAttributes(
        document.querySelector<HTMLElement>("#tag")!.dataset,
      );
      return [signIn, token, prefix, place, lang].map(String);
    } finally {
      for (const name of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, name);
    }
  });
  expect(result).toEqual(["undefined", "undefined", "live", "undefined", "undefined"]);
});

test('data-scan="off" scans nothing, a selector alone scans', async () => {
  expect((await read('data-scan="off"')).scan).toBeUndefined();
  expect(await read('data-scan-selector=".owner"')).toHaveProperty("scan.selector", ".owner");
});

test.each([
  ['data-scann=""', /data-scann is no attribute of this script; known are data-scan, data-scan-selector/],
  ['data-prefix="9Lives"', /data-prefix="9Lives" cannot begin an element's name/],
  ['data-scan-selector=":has("', /data-scan-selector=":has\(" is not a CSS selector/],
  ['data-place="#"', /data-place="#" is not a CSS selector/],
])("%s is left out, and a sentence says so", async (tag, sentence) => {
  const { complaints, prefix, place } = await read(tag);
  expect(complaints).toEqual([expect.stringMatching(sentence)]);
  expect({ prefix, place }).toEqual({ prefix: "live", place: undefined });
});
