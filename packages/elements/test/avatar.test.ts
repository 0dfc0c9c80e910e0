import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectControl } from "../../server/src/control/connect-control.ts";
import { openStage, type Stage } from "./page.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const data = mkdtempSync(join(tmpdir(), "livename-test-"));
let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ data });
  await (await connectControl(join(data, "control.sock")))!.setPhoto("amy@example.com", PNG);
}, 60_000);
afterAll(async () => {
  await stage?.close();
  rmSync(data, { recursive: true, force: true });
});

/** A chat with amy, where her photo is answered as said, each time that it is asked for. */
async function openPhoto(statusOf: (count: number) => number): Promise<{ page: Page; asked: string[] }> {
  const asked: string[] = [];
  // The strict policy of these pages lets in no pictures of the server.
  const page = await stage.open("", { as: "ben", bypassCSP: true });
  await page.route("**/v1/photo/**", async (route) => {
    asked.push(route.request().url());
    const status = statusOf(asked.length);
    await (status === 200 ? route.continue() : route.fulfill({ status }));
  });
  await page.evaluate(() => {
    document.querySelector("main")!.innerHTML = `<live-chat person="amy@example.com"></live-chat>`;
  });
  return { page, asked };
}

const SLOW = { timeout: 8_000 };
const image = (page: Page) => page.locator(".avatar img");
const width = (page: Page) => image(page).evaluate((one: HTMLImageElement) => one.naturalWidth);

describe("the photo of an avatar", () => {
  test("D3: is asked for anew, once, when its address does not open any more", async () => {
    const { page, asked } = await openPhoto((count) => (count === 1 ? 403 : 200));
    await expect.poll(() => width(page), SLOW).toBe(1);
    expect(asked).toHaveLength(2);
    expect(await image(page).isVisible()).toBe(true);
    await page.context().close();
  });

  test("D3: leaves the initials when it does not open at all", async () => {
    const { page, asked } = await openPhoto(() => 403);
    await expect.poll(() => asked.length, SLOW).toBe(2);
    await expect.poll(() => image(page).isVisible(), SLOW).toBe(false);
    await page.getByText("AC", { exact: true }).waitFor();
    // Time in which it would be asked for a third time.
    await page.waitForTimeout(500);
    expect(asked).toHaveLength(2);
    await page.context().close();
  });
});
