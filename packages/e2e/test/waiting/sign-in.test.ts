// Signing in from a page, in Chromium: the server's own sign-in by cookie and ticket, and the page's token callback.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readClientFrame } from "@livename/wire";
import { Method } from "@livename/wire/frame";
import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Application, makeApplication } from "../../src/harness/application.ts";
import { launchChromium, recordFrames, type SeenFrame } from "../../src/harness/browser.ts";
import { makeCertificate } from "../../src/harness/certificate.ts";
import { type CommandServer, startCommandServer } from "../../src/harness/command.ts";
import { online, told, toldAtLast, watchWithoutGap } from "../../src/harness/live-page.ts";
import { card, icon } from "../../src/harness/names.ts";
import { type Site, startSite } from "../../src/harness/site.ts";

const PASSWORD = "four blue boats at noon";

let browser: Browser;
let application: Application;
let server: CommandServer;
let site: Site;
let folder: string;
let livename: string;
/** A page of the server's site, and one of another. */
let intranet: string;
let elsewhere: string;
/** Calls of each token address, and how the next ones are answered. */
const asked = new Map<string, number>();
const lasts = new Map<string, number | "nobody">();
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "livename-sign-in-"));
  application = makeApplication();
  const certificate = makeCertificate(["im.example.test", "www.example.test", "www.elsewhere.test"]);
  const tls = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  writeFileSync(tls.cert, certificate.cert);
  writeFileSync(tls.key, certificate.key, { mode: 0o600 });
  site = await startSite({}, certificate);
  intranet = `https://www.example.test:${site.port}`;
  elsewhere = `https://www.elsewhere.test:${site.port}`;
  [server, browser] = await Promise.all([
    startCommandServer({
      origins: [intranet, elsewhere],
      config: { tls, identity: { jwt: application.jwt } },
    }),
    launchChromium({ hosts: ["*.test"], anyCertificate: true }),
  ]);
  livename = `https://im.example.test:${server.port}`;
  site.pages.set("/", { body: pageWith("") });
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await server?.dispose();
  application?.dispose();
  if (folder) rmSync(folder, { recursive: true });
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

const pageWith = (attributes: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Intranet</title>
   <script src="${livename}/livename.js" data-scan ${attributes}></script>
   <p>Ask <a href="mailto:lucia@example.com">Lucía Fernández</a> or
   <live-name person="mike@example.com">Mike O’Donnell</live-name>. <live-status></live-status></p>`;

/** A page whose own application signs this person's tokens, each good for so long. */
function applicationPage(person: string, seconds: number): string {
  lasts.set(person, seconds);
  asked.set(person, 0);
  site.pages.set(`/${person}/token`, async () => {
    asked.set(person, asked.get(person)! + 1);
    const last = lasts.get(person)!;
    if (last === "nobody") return { status: 401, body: "" };
    return { body: await application.token(`${person}@example.com`, last), type: "text/plain" };
  });
  site.pages.set(`/${person}/`, { body: pageWith(`data-token="/${person}/token"`) });
  return `/${person}/`;
}

async function newPage(context?: BrowserContext): Promise<Page> {
  const own = context ?? (await browser.newContext());
  if (!context) contexts.push(own);
  own.setDefaultTimeout(10_000);
  return own.newPage();
}

const state = (page: Page): Promise<{ name: string; reason?: string; sentence?: string }> =>
  page.evaluate(async () => {
    const { state } = await window.livename!.ready!;
    return state.name === "closed"
      ? { name: state.name, reason: state.reason, sentence: state.error?.message ?? "" }
      : { name: state.name };
  });

/**
 * Names without anybody's status: what the author wrote, and nothing that is not so. Where the server signs in there
 * is a way to do so; a page that gives the token has its own.
 */
async function expectNeutral(page: Page, entry: "Sign in" | "Not signed in" = "Not signed in"): Promise<void> {
  await icon(page, "mike@example.com", "unknown").waitFor();
  await page.locator("live-name svg.status:not(.unknown)").waitFor({ state: "detached" });
  expect(await page.locator("p").textContent()).toMatch(/Ask Lucía Fernández or\s+Mike O’Donnell\./);
  await page.locator("live-status").getByText(entry, { exact: true }).waitFor();
}

/** Besides the one that only tells that somebody has signed in here before. */
const signedInCookies = async (page: Page) =>
  (await page.context().cookies()).filter(({ name }) => name !== "__Host-livename-device");

const sent = (frames: readonly SeenFrame[], method: number): number =>
  frames
    .filter(({ direction }) => direction === "sent")
    .flatMap(({ bytes }) => readClientFrame(bytes))
    .filter((command) => command.method === method).length;

describe("the server's own sign-in", () => {
  beforeAll(async () => {
    for (const person of ["amy@example.com", "tess@example.com"]) await server.setPassword(person, PASSWORD);
  });

  /** Fills in the sign-in page in the window that the page opens. */
  async function signInBy(page: Page, open: () => Promise<void>, person = "amy@example.com"): Promise<void> {
    const [popup] = await Promise.all([page.waitForEvent("popup"), open()]);
    expect(new URL(popup.url()).origin === livename || popup.url() === "about:blank").toBe(true);
    await popup.getByLabel("Address").fill(person);
    await popup.getByLabel("Password").fill("not this one");
    await popup.getByRole("button", { name: "Sign in" }).click();
    await popup.getByRole("alert").waitFor();
    await popup.getByLabel("Password").fill(PASSWORD);
    const closed = popup.waitForEvent("close");
    await popup.getByRole("button", { name: "Sign in" }).click();
    await closed;
  }

  it("W3, W4: names are neutral, a window signs in, and the page comes alive without a reload", async () => {
    const page = await newPage();
    site.pages.set("/people/", { body: pageWith("") });
    await page.goto(`${intranet}/people/?case=4711#notes`);
    const opened: string[] = [];
    page.context().on("request", (request) => void opened.push(request.url()));
    await page.evaluate(() => Object.assign(window, { untouched: true }));
    await expectNeutral(page, "Sign in");
    expect(await state(page)).toMatchObject({ name: "closed", reason: "sign-in-failed" });

    await page.locator("live-name").hover();
    await card(page).getByText("Not signed in").waitFor();
    await signInBy(page, () => card(page).getByRole("button", { name: "Sign in" }).click());
    await icon(page, "lucia@example.com", "offline").waitFor();
    await icon(page, "mike@example.com", "offline").waitFor();
    expect(await page.evaluate(() => "untouched" in window)).toBe(true);
    // The server is told the page's origin and nothing else of its address.
    const windows = opened.filter((url) => url.startsWith(`${livename}/sign-in?`)).map((url) => new URL(url));
    expect(windows.map((url) => url.searchParams.get("return")).filter((back) => back !== null)).toContain(intranet);
    expect(opened.filter((url) => url.startsWith(livename) && url.includes("4711"))).toEqual([]);
    expect(await state(page)).toEqual({ name: "online" });
    expect(await page.evaluate(async () => (await window.livename!.ready!).self?.address)).toBe("amy@example.com");
    // The cookie is the server's, out of reach of any page; the page itself has none.
    const cookies = await page.context().cookies();
    expect(cookies.map(({ name }) => name).sort()).toEqual(["__Host-livename", "__Host-livename-device"]);
    for (const cookie of cookies)
      expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "Lax", domain: "im.example.test" });

    await page.reload();
    await icon(page, "lucia@example.com", "offline").waitFor();
  });

  it("W5: signing out on a page forgets the browser, at once for others", async () => {
    const page = await newPage();
    await page.goto(intranet);
    const entry = page.locator("live-status").getByRole("button", { name: "Sign in" });
    await signInBy(page, () => entry.click(), "tess@example.com");
    await icon(page, "lucia@example.com", "offline").waitFor();
    const watcher = await newPage();
    await watcher.goto(elsewhere + applicationPage("kenji", 600));
    await online(watcher);
    await watchWithoutGap(watcher, "tess@example.com", "available");

    await page.locator("live-status").getByRole("button", { name: "Your status: Available" }).click();
    await page.locator("live-status").getByRole("button", { name: "Sign out" }).click();
    await toldAtLast(watcher, "offline", 5_000);
    await expectNeutral(page, "Sign in");
    await expect.poll(() => signedInCookies(page)).toEqual([]);
    await page.reload();
    await expectNeutral(page, "Sign in");
  });

  it("W5: so does signing out on the server's own page", async () => {
    const page = await newPage();
    await page.goto(`${livename}/sign-in`);
    await page.getByLabel("Address").fill("amy@example.com");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Amy Currie").waitFor();
    expect(await signedInCookies(page)).toHaveLength(1);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Password").waitFor();
    expect(await signedInCookies(page)).toEqual([]);
  });

  it("S13: signing out of a page ends its session at once, and says so", async () => {
    const page = await newPage();
    await page.goto(intranet + applicationPage("priya", 600));
    await icon(page, "lucia@example.com", "offline").waitFor();
    const watcher = await newPage();
    await watcher.goto(elsewhere + applicationPage("kenji", 600));
    await online(watcher);
    await watchWithoutGap(watcher, "priya@example.com", "available");
    await page.evaluate(async () => (await window.livename!.ready!).signOut());
    await toldAtLast(watcher, "offline", 5_000);
    expect(await state(page)).toMatchObject({ name: "closed", reason: "signed-out" });
    await expectNeutral(page);
  });

  it("W2: a page of a foreign origin gets no ticket for a viewer's cookie", async () => {
    const page = await newPage();
    await page.goto(intranet);
    await signInBy(page, () => page.locator("live-status").getByRole("button", { name: "Sign in" }).click());
    await icon(page, "lucia@example.com", "offline").waitFor();
    const foreign = await newPage(page.context());
    await foreign.goto(`https://foreign.example.test:${site.port}/`);
    const ask = (page: Page) =>
      page.evaluate(
        (url) => fetch(url, { method: "POST", credentials: "include" }).then(({ status }) => status, String),
        `${livename}/v1/ticket`,
      );
    expect(await ask(page)).toBe(200);
    expect(await ask(foreign)).toBe("TypeError: Failed to fetch");
    expect(server.log).toContain(`--allow-origin ${new URL(foreign.url()).origin}`);
    expect(await foreign.locator("live-name svg.status:not(.unknown)").count()).toBe(0);
  });
});

describe("a token callback of the page", () => {
  it("S15: a token is renewed in band, once per need, and names never flicker", async () => {
    const page = await newPage();
    const frames = await recordFrames(page.context(), page);
    const sockets: string[] = [];
    page.on("websocket", (socket) => sockets.push(socket.url()));
    await page.goto(elsewhere + applicationPage("amy", 4));
    await online(page);
    await watchWithoutGap(page, "lucia@example.com");
    await icon(page, "lucia@example.com", "offline").waitFor();
    const flicker = page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const seen: string[] = [];
          const root = document.querySelector("live-name")!.shadowRoot!;
          const look = () => seen.push(root.querySelector("svg")?.getAttribute("class") ?? "no icon");
          const observer = new MutationObserver(look);
          observer.observe(root, { childList: true, subtree: true, attributes: true });
          addEventListener("enough", () => resolve(seen), { once: true });
        }),
    );
    await expect.poll(() => sent(frames, Method.SESSION_REFRESH), { timeout: 40_000 }).toBe(3);
    // Past the end of the token that the connection began with, more than twice.
    await page.evaluate(() => dispatchEvent(new Event("enough")));
    expect(await flicker).toEqual([]);
    expect(asked.get("amy")).toBe(4);
    expect(sent(frames, Method.SESSION_HELLO)).toBe(1);
    expect(sockets).toHaveLength(1);
    expect(await told(page)).toEqual(["offline"]);
    expect(await state(page)).toEqual({ name: "online" });
  });

  it("S6: when the application has nobody to sign in any more, the page says so and stops asking", async () => {
    const page = await newPage();
    await page.goto(elsewhere + applicationPage("jonas", 4));
    await online(page);
    lasts.set("jonas", "nobody");
    await expect
      .poll(() => state(page), { timeout: 20_000 })
      .toMatchObject({ name: "closed", reason: "sign-in-failed" });
    expect((await state(page)).sentence).toContain("/jonas/token says that nobody is signed in (401)");
    await expectNeutral(page);
    expect(asked.get("jonas")).toBe(2);
  });

  it("S15, F18: a token that ends unrenewed closes with 4001; the page comes back with a new one, unseen by others", async () => {
    const path = applicationPage("kenji", 4);
    const page = await newPage();
    const frames = await recordFrames(page.context(), page);
    await page.goto(elsewhere + path);
    await online(page);
    const watcher = await newPage();
    await watcher.goto(elsewhere + applicationPage("priya", 600));
    await online(watcher);
    await watchWithoutGap(watcher, "kenji@example.com", "available");
    // The application does not answer until the token is over.
    const answering = site.pages.get("/kenji/token")!;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    site.pages.set("/kenji/token", async (request) => {
      await held;
      return (answering as (request: unknown) => Promise<{ body: string }>)(request);
    });
    await expect.poll(async () => (await state(page)).name, { timeout: 20_000 }).toBe("reconnecting");
    lasts.set("kenji", 600);
    release();
    await expect.poll(async () => (await state(page)).name, { timeout: 20_000 }).toBe("online");
    expect(sent(frames, Method.SESSION_HELLO)).toBe(2);
    expect(await told(watcher)).toEqual(["available"]);
  });

  it("S14: deactivating a person ends the page's session at once, with words, and lets nobody in", async () => {
    const page = await newPage();
    await page.goto(`${elsewhere}${applicationPage("jonas", 600)}?livename-debug`);
    await online(page);
    const watcher = await newPage();
    await watcher.goto(elsewhere + applicationPage("kenji", 600));
    await online(watcher);
    await watchWithoutGap(watcher, "jonas@example.com", "available");
    const command = await server.run("people", "deactivate", "jonas@example.com");
    expect(command.stdout).toContain("Jonas Lindqvist");
    await toldAtLast(watcher, "offline", 3_000);
    await expect.poll(() => state(page), { timeout: 3_000 }).toMatchObject({ name: "closed", reason: "deactivated" });
    expect((await state(page)).sentence).toContain("This person was deactivated");
    await page
      .getByRole("region", { name: "Livename" })
      .getByText("This person was deactivated on the server")
      .waitFor();
    await expectNeutral(page);

    await page.reload();
    await expect.poll(() => state(page)).toMatchObject({ name: "closed", reason: "sign-in-failed" });
    await server.run("people", "activate", "jonas@example.com");
    await page.reload();
    await online(page);
  });
});
