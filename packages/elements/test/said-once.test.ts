// What keeps a page from being live is said where its author looks: once in the console, and in the panel.
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStage, type Stage } from "./page.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage.close());

const NAME = '<live-name person="amy@example.com">Amy</live-name><live-status></live-status>';

function warnings(page: Page): string[] {
  const all: string[] = [];
  page.on("console", (message) => message.type() === "warning" && all.push(message.text()));
  return all;
}

/** Time enough for several more tries, and for the reminder about `provide()`. */
const settled = (page: Page): Promise<void> => page.waitForTimeout(6_500);

test("elements without provide() are told of in the console, once", async () => {
  const page = await stage.open(NAME);
  const said = warnings(page);
  await settled(page);
  expect(said).toEqual([
    expect.stringContaining("livename: there are elements on this page, and nothing called provide()"),
  ]);
});

test("a server that is not there is told of in the console, once, and elements show it", async () => {
  const page = await stage.open(NAME, { url: "http://127.0.0.1:9", as: "amy" });
  const said = warnings(page);
  await settled(page);
  expect(said).toEqual([
    expect.stringMatching(
      /^livename: No connection to http:\/\/127\.0\.0\.1:9\. Check that the server is running, that it allows/,
    ),
  ]);
  await page
    .locator("live-status")
    .getByText(/Connect/)
    .first()
    .waitFor();
});

test("a server that does not take this page's origin is told of with the option that lets it in, once", async () => {
  const strict = await openStage({ origins: ["https://www.example.com"] });
  try {
    const page = await strict.open(NAME, { as: "amy" });
    const said = warnings(page);
    await settled(page);
    expect(said).toEqual([expect.stringContaining(`--allow-origin ${new URL(page.url()).origin}`)]);
  } finally {
    await strict.close();
  }
});

test("?livename-debug shows the panel to pages that take the package, with what they have not done yet", async () => {
  const page = await stage.open(NAME, { path: "/debugged" });
  await page.goto(`${page.url()}?livename-debug`);
  await page.evaluate(() => {
    (window as unknown as { elements: typeof import("@livename/elements") }).elements.define();
  });
  const panel = page.getByRole("region", { name: "Livename" });
  await panel.getByText("nothing on this page called provide()").waitFor();
  await page.evaluate(
    ({ url, token }) => {
      const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
      elements.provide({ url, token: () => token });
    },
    { url: stage.server.url, token: stage.server.tokenFor("ben") },
  );
  await panel
    .getByText("Signed in and connected. Sign-in is by the token callback or client given to provide().")
    .waitFor();
  await panel.getByText("1 name on this page").waitFor();
  expect(await panel.count()).toBe(1);
  // Then a token that the server does not take, in the server's own words.
  await page.evaluate((url) => {
    const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
    elements.provide({ url, token: () => "e30.e30.e30" });
  }, stage.server.url);
  await panel.getByText("Not signed in: The token").waitFor();
  if (process.env.LIVENAME_SHOT) await page.screenshot({ path: process.env.LIVENAME_SHOT });
});
