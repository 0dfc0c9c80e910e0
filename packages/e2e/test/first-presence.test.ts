// S: hello and the first watch travel in one flight, so the first presence is one round trip after the upgrade.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode, readClientFrame, readServerFrame } from "@livename/wire";
import { presenceWatch } from "@livename/wire/calls";
import { Method } from "@livename/wire/frame";
import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium, recordFrames } from "../src/harness/browser.ts";
import { type CommandServer, PORTAL, startCommandServer } from "../src/harness/command.ts";

describe("the first presence", () => {
  let server: CommandServer;
  let browser: Browser;
  let site: string;
  beforeAll(async () => {
    // Names that stand in the page itself: what a page adds later is asked for later.
    site = mkdtempSync(join(tmpdir(), "livename-first-"));
    const people = readFileSync(join(PORTAL, "people.csv"), "utf8").trim().split("\n").slice(1);
    const names = people.map((line) => `<live-name person="${line.split(",")[0]}">Somebody</live-name>`);
    writeFileSync(
      join(site, "index.html"),
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>People</title><link rel="icon" href="data:,">
      <script src="/livename.js" defer></script><main>${names.join("\n")}</main>`,
    );
    [server, browser] = await Promise.all([startCommandServer({ site }), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.dispose();
    if (site) rmSync(site, { recursive: true });
  });

  it("comes in one round trip, counted in frames", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const frames = await recordFrames(context, page);
    await page.goto(`${server.url}/?as=amy`);
    const answered = () =>
      frames.find(
        ({ direction, bytes }) =>
          direction === "received" && readServerFrame(bytes).some(({ method }) => method === Method.PRESENCE_WATCH),
      );
    await expect.poll(answered, { timeout: 20_000 }).toBeDefined();

    const until = frames.indexOf(answered()!);
    const flight = frames.slice(0, until + 1).filter((frame) => frame.bytes.length > 0);
    const firstAnswer = flight.findIndex(({ direction }) => direction === "received");
    // Everything the page says comes before the first answer: nothing is asked after an answer was waited for.
    expect(flight.slice(firstAnswer).map(({ direction }) => direction)).not.toContain("sent");
    const said = flight
      .slice(0, firstAnswer)
      .flatMap(({ bytes }) => readClientFrame(bytes).map(({ method }) => method));
    expect(said[0]).toBe(Method.SESSION_HELLO);
    expect(said).toContain(Method.PRESENCE_WATCH);

    const watch = readServerFrame(answered()!.bytes).find(({ method }) => method === Method.PRESENCE_WATCH)!;
    const { results } = decode(presenceWatch.read, watch.payload);
    expect(results.length).toBeGreaterThanOrEqual(50);
    expect(results.every(({ code }) => code === 0)).toBe(true);
    await context.close();
  });
});
