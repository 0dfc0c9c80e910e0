import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "@livename/client";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStage, type Stage } from "./page.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  const amy = connect({ url: stage.server.url, token: () => stage.server.tokenFor("amy") });
  const conversation = await amy.conversations.open("ben@example.com");
  await conversation.send("Good morning");
  await conversation.send("مرحبا");
  amy.close();
}, 60_000);
afterAll(() => stage?.close());

const BODY = `<h1>Team</h1><p><live-status></live-status> <live-place place="team"></live-place></p>
  <p>Ask <live-name person="amy@example.com">Amy Currie</live-name>.</p><live-dock></live-dock>`;

async function everything(options: Parameters<Stage["open"]>[1], head = ""): Promise<Page> {
  const page = await stage.open(BODY, {
    as: "ben",
    head: `<link rel="stylesheet" href="/scheme.css">${head}`,
    ...options,
  });
  await page.getByRole("button", { name: /person here/ }).waitFor();
  return page;
}

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds on the page as it stands: "rule: element", nothing when all is well. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } }).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

const steps: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
  ["closed", async () => {}],
  [
    "card",
    async (page) => {
      await page.locator("live-name").getByRole("button").hover();
      await page.getByRole("dialog").getByText("Head of Research").waitFor();
    },
  ],
  [
    "status",
    async (page) => {
      await page.getByRole("button", { name: /^Your status/ }).click();
      await page.getByRole("menuitemradio").first().waitFor();
    },
  ],
  [
    "place",
    async (page) => {
      await page.getByRole("button", { name: /person here/ }).click();
      await page.getByRole("listitem").waitFor();
    },
  ],
  [
    "chat",
    async (page) => {
      await page.keyboard.press("Escape");
      await page.locator("live-name").getByRole("button").click();
      await page.getByText("Good morning").waitFor();
    },
  ],
];

describe("appearance", () => {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing in any state, ${colorScheme}`, async () => {
      const page = await everything({ colorScheme, reducedMotion: "reduce" });
      const found: Record<string, string[]> = {};
      for (const [state, reach] of steps) {
        await reach(page);
        found[state] = await findings(page);
      }
      expect(found).toEqual(Object.fromEntries(steps.map(([state]) => [state, []])));
      await page.context().close();
    });
  }

  test("right to left, the dock stands at the left, own messages too, and text keeps its own direction", async () => {
    const page = await everything({ html: 'lang="ar" dir="rtl"' });
    await page.locator("live-name").getByRole("button").click();
    await page.getByText("Good morning").waitFor();
    const box = (await page.locator("live-chat").boundingBox())!;
    expect(box.x).toBeLessThan(100);
    const bubble = (text: string) => page.locator(".bubble").getByText(text);
    const direction = (text: string) => bubble(text).evaluate((element) => getComputedStyle(element).direction);
    expect([await direction("Good morning"), await direction("مرحبا")]).toEqual(["ltr", "rtl"]);
    const theirs = (await bubble("Good morning").boundingBox())!;
    expect(theirs.x + theirs.width / 2).toBeGreaterThan(box.x + box.width / 2);
    await page.context().close();
  });

  test("in forced colours the shapes stay visible, and with reduced motion nothing moves", async () => {
    const page = await everything({ forcedColors: "active", reducedMotion: "reduce" });
    const icon = page.locator("live-name svg.status");
    const [fill, ground] = await icon.evaluate((element) => [
      getComputedStyle(element).fill,
      getComputedStyle(document.documentElement).backgroundColor,
    ]);
    expect(fill).not.toBe(ground);
    await page.getByRole("button", { name: /^Amy Currie/ }).hover();
    await page.getByRole("dialog").waitFor();
    expect(await page.locator("live-card").evaluate((element) => getComputedStyle(element).animationName)).toBe("none");
    await page.context().close();
  });

  test("custom properties theme it from any ancestor, and parts from outside", async () => {
    const page = await everything({}, `<link rel="stylesheet" href="/theme.css">`);
    await page.getByRole("button", { name: /^Your status/ }).click();
    const save = page.getByRole("button", { name: "Save" });
    await expect
      .poll(() => save.evaluate((element) => getComputedStyle(element).backgroundColor))
      .toBe("rgb(10, 20, 30)");
    expect(await page.locator("live-name .name").evaluate((element) => getComputedStyle(element).letterSpacing)).toBe(
      "3px",
    );
    await page.context().close();
  });
});
