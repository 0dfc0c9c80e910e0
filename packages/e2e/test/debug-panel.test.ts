// `?livename-debug` on pages whose policy keeps the script from its server.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../src/harness/browser.ts";
import { type CommandServer, startCommandServer } from "../src/harness/command.ts";
import { barePage } from "../src/harness/live-page.ts";
import { type Site, startSite } from "../src/harness/site.ts";

describe("the panel of ?livename-debug", () => {
  let server: CommandServer;
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    site = await startSite({});
    server = await startCommandServer({ origins: [`http://127.0.0.1:${site.port}`] });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await server?.dispose();
  });

  async function open(connect: string, errors: string[] = []): Promise<Page> {
    const policy = `default-src 'none'; script-src ${server.url}; connect-src ${connect}`;
    site.pages.set("/page", { headers: { "content-security-policy": policy }, body: barePage(server.url) });
    const page = await (await browser.newContext()).newPage();
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.goto(`http://127.0.0.1:${site.port}/page?as=amy&livename-debug`);
    await page.getByRole("region", { name: "Livename" }).waitFor();
    return page;
  }

  it.each([
    ["the socket", () => server.url],
    ["every connection", () => "'none'"],
  ])("W12: names the sources that are missing for %s, and does not blame the server", async (_, connect) => {
    const page = await open(connect());
    const socket = server.url.replace(/^http/, "ws");
    const panel = page.getByRole("region", { name: "Livename" });
    await panel.getByText(`Add to connect-src: ${server.url} ${socket}`).first().waitFor({ timeout: 10_000 });
    await panel.getByText(/try \d+ comes by itself/).waitFor({ timeout: 10_000 });
    // The panel's own questions have been answered by then.
    await page.waitForTimeout(4_000);
    expect(await panel.textContent()).not.toContain("cannot be reached");
    expect(await panel.textContent()).not.toContain("does not take pages");
    await page.context().close();
  });

  it("asks nothing that the console complains about where the page is live", async () => {
    const errors: string[] = [];
    const page = await open(`${server.url} ${server.url.replace(/^http/, "ws")}`, errors);
    await page.getByText(`The server at ${server.url}/ answers this page.`).waitFor();
    expect(errors.filter((error) => !error.includes("favicon"))).toEqual([]);
    await page.context().close();
  });
});
