// One script tag on pages of other origins and other sites, in Chromium, against the built command.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Application, makeApplication } from "../src/harness/application.ts";
import { type Complaints, launchChromium, listenToComplaints } from "../src/harness/browser.ts";
import { makeCertificate } from "../src/harness/certificate.ts";
import { type CommandServer, STATIC_PAGE, startCommandServer } from "../src/harness/command.ts";
import { online } from "../src/harness/live-page.ts";
import { card, chat, icon, message, say } from "../src/harness/names.ts";
import { documentedPolicy, listenToPolicy } from "../src/harness/policy.ts";
import { type Site, startSite } from "../src/harness/site.ts";

let browser: Browser;
const opened: { page: Page; complaints: Complaints }[] = [];

beforeAll(async () => {
  browser = await launchChromium({ hosts: ["*.test"], anyCertificate: true });
});
afterAll(() => browser?.close());
afterEach(async () => {
  const complaints = opened.flatMap((one) => one.complaints.all);
  for (const { page } of opened.splice(0)) await page.context().close();
  expect(complaints).toEqual([]);
});

/** @param quiet false when the page is expected to complain */
async function newPage(quiet = true): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  opened.push({ page, complaints: quiet ? listenToComplaints(page) : { all: [] } });
  return page;
}

function openSockets(page: Page): ReadonlySet<unknown> {
  const open = new Set<unknown>();
  page.on("websocket", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  return open;
}

describe("a page of another site by TLS", () => {
  let application: Application;
  let server: CommandServer;
  let site: Site;
  let folder: string;
  let livename: string;
  let intranet: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "livename-drop-in-"));
    application = makeApplication();
    const certificate = makeCertificate(["im.livename.test", "www.intranet.test"]);
    const tls = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
    writeFileSync(tls.cert, certificate.cert);
    writeFileSync(tls.key, certificate.key, { mode: 0o600 });
    site = await startSite({}, certificate);
    intranet = `https://www.intranet.test:${site.port}`;
    server = await startCommandServer({
      origins: [intranet],
      config: { tls, identity: { jwt: application.jwt } },
    });
    livename = `https://im.livename.test:${server.port}`;

    const tokens: Record<string, string> = {
      "/amy/token": await application.token("amy@example.com"),
      "/lucia/token": await application.token("lucia@example.com"),
    };
    for (const [path, body] of Object.entries(tokens)) site.pages.set(path, { body, type: "text/plain" });
    for (const viewer of ["amy", "lucia"]) {
      site.pages.set(`/${viewer}/`, {
        headers: { "content-security-policy": documentedPolicy(livename) },
        body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Intranet</title>
          <script src="${livename}/livename.js" data-scan data-token="/${viewer}/token"></script>
          <p>Ask <a href="mailto:lucia@example.com">Lucía Fernández</a>
          or <span data-person="amy@example.com">Amy Currie</span>.</p>`,
      });
    }
  });
  afterAll(async () => {
    await site?.close();
    await server?.dispose();
    application?.dispose();
    if (folder) rmSync(folder, { recursive: true });
  });

  it("W12: names, card and chat work under the documented policy, which blocks nothing of ours", async () => {
    const policy = documentedPolicy(livename);
    expect(policy).not.toContain("unsafe-");
    expect(policy).not.toContain("style-src");
    const [amy, lucia] = [await newPage(), await newPage()];
    const listeners = [await listenToPolicy(amy), await listenToPolicy(lucia)];
    await amy.goto(`${intranet}/amy/`);
    await lucia.goto(`${intranet}/lucia/`);
    await icon(amy, "lucia@example.com", "available").waitFor();

    await lucia.evaluate(async () => {
      const client = await window.livename!.ready!;
      await client.presence.set({ availability: "do-not-disturb", message: "Writing" });
    });
    await icon(amy, "lucia@example.com", "do-not-disturb").waitFor();

    await amy.getByRole("link", { name: /Lucía Fernández/ }).hover();
    await card(amy).getByText("Writing").waitFor();
    await card(amy).getByRole("button", { name: "Chat with Lucía Fernández" }).click();
    await say(amy, "Does it work under your policy?");
    await message(amy, "Does it work under your policy?").waitFor();

    // The message reached a page that has nothing but the tag.
    await lucia.getByRole("button", { name: /^Amy Currie.*1 unread message/ }).click();
    await message(lucia, "Does it work under your policy?").waitFor();
    await say(lucia, "It does.");
    await message(amy, "It does.").waitFor();
    for (const listener of listeners) expect(await listener.blocked()).toEqual([]);
    // Adopted style sheets are at work, not merely unblocked.
    expect(await chat(amy).evaluate((element) => getComputedStyle(element).display)).toBe("flex");
  });

  it("the policy of this test bites: the same page with an inline script is heard of", async () => {
    site.pages.set("/inline/", {
      headers: { "content-security-policy": documentedPolicy(livename) },
      body: `<!doctype html><title>Inline</title><script>document.title = "ran"</script>`,
    });
    const page = await newPage(false);
    const listener = await listenToPolicy(page);
    await page.goto(`${intranet}/inline/`);
    expect(await page.title()).toBe("Inline");
    expect((await listener.blocked()).join()).toContain("script-src-elem inline");
  });

  it("W2: a page of a foreign origin is refused, and says so in words under ?livename-debug", async () => {
    const foreign = `https://www.foreign.test:${site.port}`;
    const page = await newPage(false);
    await page.goto(`${foreign}/amy/?livename-debug`);
    const panel = page.getByRole("region", { name: "Livename" });
    await panel.getByText(`does not take pages of ${foreign}`).waitFor();
    await panel.getByText(`--allow-origin ${foreign}`).waitFor();
    const state = await page.evaluate(async () => (await window.livename!.ready!).state.name);
    expect(state).not.toBe("online");
    expect(await page.locator("live-name svg, [data-livename]").count()).toBe(0);
    const lines = server.log.split("\n").filter((line) => line.includes(foreign));
    expect(lines.join()).toContain(`--allow-origin ${foreign}`);
  });
});

describe("the static page of another origin", () => {
  let server: CommandServer;
  let site: Site;
  let serving: ChildProcess;
  let address: string;

  beforeAll(async () => {
    site = await startSite({});
    server = await startCommandServer({ origins: ["http://localhost:*"] });
    serving = spawn("node", [join(STATIC_PAGE, "serve.mjs"), "0", server.url], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    address = await new Promise((resolve, reject) => {
      serving.stdout!.once("data", (line) => resolve(String(line).trim()));
      serving.once("exit", (code) => reject(new Error(`serve.mjs ended with ${code}`)));
    });
  });
  afterAll(async () => {
    serving?.kill();
    await site?.close();
    await server?.dispose();
  });

  /** Where each piece of the page's own text stands, to a hundredth of a pixel. */
  const layout = (page: Page): Promise<string[]> =>
    page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const { x, y, width, height } of range.getClientRects()) {
          found.push([x, y, width, height].map((number) => number.toFixed(2)).join(" "));
        }
      }
      return found;
    });

  const links = (page: Page): Promise<string[]> =>
    page
      .locator('a[href^="mailto:"]')
      .evaluateAll((all) =>
        all.map((link) => `${link.getAttribute("href")} ${link.textContent} ${(link as HTMLAnchorElement).className}`),
      );

  it("options stand in the script's address and in window.livename, and what nobody understands is said", async () => {
    site.pages.set("/options/", {
      body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Options</title>
        <script>window.livename = { scanNames: ".author",
          map: [{ selector: ".who", who: (element) => element.title + "@example.com" }, "~{nick}"] }</script>
        <script src="${server.url}/livename.js?ver=2&data-lang=de&colour=red"></script>
        <p><b class="who" title="lucia">L. F.</b> and <i class="author">Currie, Amy</i></p>`,
    });
    const page = await newPage();
    await page.goto(`http://localhost:${site.port}/options/?as=amy&livename-debug`);
    const panel = page.getByRole("region", { name: "Livename" });
    await panel.getByText("colour is no option in this script's address").waitFor();
    await panel.getByText('window.livename.map: "~{nick}" has {nick}, which is no part').waitFor();
    await panel.getByText(/\(2 found/).waitFor();
    await page.locator(".who").hover();
    await card(page).getByText("Lucía Fernández").waitFor();
  });

  it("data-lang goes before the language of the page, in names, cards and chats", async () => {
    site.pages.set("/language/", {
      body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Language</title>
        <script src="${server.url}/livename.js" data-scan data-lang="de"></script>
        <p lang="en">Ask <a href="mailto:lucia@example.com">Lucía</a> or <live-name person="mike@example.com">Mike</live-name></p>
        <live-status lang="en"></live-status>`,
    });
    const page = await newPage();
    await page.goto(`http://localhost:${site.port}/language/?as=amy`);
    await icon(page, "lucia@example.com", "offline").waitFor();
    await page.getByRole("link").hover();
    await card(page).getByRole("button", { name: "Chat mit Lucía Fernández" }).waitFor();
    expect(await card(page).getAttribute("lang")).toBe("de");
    await page.getByRole("button", { name: /^Ihr Status/ }).waitFor();
    await page.getByRole("button", { name: /^Mike.*Offline/ }).hover();
    await card(page).getByRole("button", { name: "Chat mit Mike" }).click();
    await chat(page)
      .getByRole("button", { name: /^Chat mit Mike.* verkleinern$/ })
      .waitFor();
  });

  async function open(as = "amy"): Promise<Page> {
    const page = await newPage();
    await page.goto(`${address}?as=${as}`);
    await online(page);
    return page;
  }

  it("role addresses become live; layout, text and links stay as they were", async () => {
    const plain = await newPage();
    await plain.route("**/livename.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    await plain.goto(address);
    const [before, linksBefore] = [await layout(plain), await links(plain)];
    expect(before.length).toBeGreaterThan(200);
    expect(linksBefore).toHaveLength(8);

    const page = await open();
    await expect.poll(() => page.locator("[data-livename]").count()).toBe(8);
    // Drawn, and not only marked.
    const drawn = () =>
      page.locator("[data-livename]").evaluateAll((all) => all.map((one) => getComputedStyle(one, "::after").content));
    expect(await drawn()).toEqual(Array.from({ length: 8 }, () => '"" / "(Offline)"'));
    expect(await layout(page)).toEqual(before);
    expect(await links(page)).toEqual(linksBefore);
    const size = () => [document.documentElement.scrollWidth, document.documentElement.scrollHeight];
    expect(await page.evaluate(size)).toEqual(await plain.evaluate(size));
  });

  it("a click on a link is the page's own: mail opens, no chat", async () => {
    const page = await open();
    await icon(page, "git-security@googlegroups.com", "offline").waitFor();
    await page.evaluate(() => {
      // A listener on the window runs last: what reaches it uncancelled is what the browser would follow.
      window.addEventListener("click", (event) => {
        document.title = `${event.defaultPrevented ? "stolen" : "followed"} ${(event.target as Element).closest("a")?.href}`;
        event.preventDefault();
      });
    });
    await page.locator('a[href="mailto:git-security@googlegroups.com"]').first().click();
    expect(await page.title()).toBe("followed mailto:git-security@googlegroups.com");
    expect(await page.locator("live-chat").count()).toBe(0);
  });

  it("content that comes later becomes live; unknown addresses and regions switched off stay untouched", async () => {
    const page = await open();
    await icon(page, "distros@vs.openwall.org", "offline").waitFor();
    const parts = await page.evaluate(() => {
      const part = document.createElement("p");
      part.innerHTML = `<a href="mailto:helpdesk@example.com">Help Desk</a>, <a href="mailto:nobody@elsewhere.example">Nobody</a>,
        <span data-scan="off"><a href="mailto:amy@example.com">Amy</a></span>,
        <a href="mailto:amy@example.com,mike@example.com">Both</a>`;
      document.body.append(part);
      return [...part.querySelectorAll("a")].map((link) => link.getBoundingClientRect().width);
    });
    await icon(page, "helpdesk@example.com", "offline").waitFor();
    const added = page.locator("body > p").last();
    expect(await added.locator("[data-livename]").allTextContents()).toEqual(["Help Desk"]);
    await page.getByRole("link", { name: "Nobody" }).hover();
    await page.getByRole("link", { name: "Help Desk" }).hover();
    await card(page).getByText("Shared mailbox").waitFor();
    expect(
      await added.locator("a").evaluateAll((all) => all.map((link) => link.getBoundingClientRect().width)),
    ).toEqual(parts);
  });

  it("a status change of somebody else shows on the page", async () => {
    const [amy, helpdesk] = [await open(), await open("helpdesk")];
    await amy.evaluate(() => {
      document.body.insertAdjacentHTML("beforeend", '<p><a href="mailto:helpdesk@example.com">Help Desk</a></p>');
    });
    await icon(amy, "helpdesk@example.com", "available").waitFor();
    await helpdesk.evaluate(async () => {
      await (await window.livename!.ready!).presence.set({ availability: "busy" });
    });
    await icon(amy, "helpdesk@example.com", "busy").waitFor();
  });

  it("two script tags, and another version's elements, live together with one connection", async () => {
    site.pages.set("/twice", {
      body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Twice</title><link rel="icon" href="data:,">
        <script>customElements.define("live-card", class extends HTMLElement {});</script>
        <script src="${server.url}/livename.js" data-scan></script>
        <p><a href="mailto:mike@example.com">Mike O'Donnell</a></p>
        <script src="${server.url}/livename.js" data-scan></script>`,
    });
    const page = await newPage();
    const sockets = openSockets(page);
    await page.goto(`http://localhost:${site.port}/twice?as=amy`);
    await online(page);
    await icon(page, "mike@example.com", "offline").waitFor();
    expect(await page.locator("[data-livename]").count()).toBe(1);
    await page.getByRole("link", { name: /Mike/ }).hover();
    await page.getByRole("dialog", { name: /Mike O'Donnell/ }).waitFor();
    expect(sockets.size).toBe(1);
  });

  it("livename.stop() takes everything away, and another tag begins anew", async () => {
    site.pages.set("/again", {
      body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Again</title><link rel="icon" href="data:,">
        <p><a href="mailto:mike@example.com">Mike O'Donnell</a></p>
        <script src="${server.url}/livename.js" data-scan></script>`,
    });
    const page = await newPage();
    const sockets = openSockets(page);
    await page.goto(`http://localhost:${site.port}/again?as=amy`);
    await online(page);
    await icon(page, "mike@example.com", "offline").waitFor();
    await page.evaluate(() => (window as unknown as { livename: { stop(): void } }).livename.stop());
    expect(await page.locator("[data-livename]").count()).toBe(0);
    await expect.poll(() => page.locator("live-dock, live-card, livename-marks").count()).toBe(0);
    await expect.poll(() => sockets.size).toBe(0);
    await page.addScriptTag({ url: `${server.url}/livename.js?scan&n=2` });
    await icon(page, "mike@example.com", "offline").waitFor();
    await page.getByRole("link", { name: /Mike/ }).hover();
    await page.getByRole("dialog", { name: /Mike O'Donnell/ }).waitFor();
    expect(sockets.size).toBe(1);
  });

  it("another copy of the modules stays out of the way: one connection, each name live once", async () => {
    const build = await fetch(`${server.url}/livename.js`).then(
      async (answer) => /"build":"(\w+)"/.exec(await answer.text())![1],
    );
    site.pages.set("/versions", {
      body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Versions</title><link rel="icon" href="data:,">
        <script src="${server.url}/livename.js" data-scan></script>
        <p><a href="mailto:mike@example.com">Mike O'Donnell</a></p>`,
    });
    const page = await newPage();
    const sockets = openSockets(page);
    await page.goto(`http://localhost:${site.port}/versions?as=amy`);
    await online(page);
    await icon(page, "mike@example.com", "offline").waitFor();
    // The same modules under another address are another copy, with classes of its own, as another version's are.
    // In words, since the test's own transform would take the import for its own.
    const launch = { server: `${server.url}/`, config: { build: "", demo: true, signIn: "sign-in" } };
    const said = await page.evaluate(`import(${JSON.stringify(`${server.url}/web/${build}/drop-in.js?another-copy`)})
      .then(({ start }) => start({
        ...${JSON.stringify(launch)},
        script: document.createElement("script"),
        socket: Object.assign(new WebSocket(${JSON.stringify(`${server.url.replace("http", "ws")}/v1/socket`)}, "livename.v1"), { binaryType: "arraybuffer" }),
      }))
      .then(() => "live", String)`);
    expect(said).toMatch(/<live-name> is on this page already/);
    await page.evaluate(() =>
      document.body.insertAdjacentHTML("beforeend", '<live-name person="kenji@example.com">Kenji</live-name>'),
    );
    await icon(page, "kenji@example.com", "offline").waitFor();
    expect(await page.locator("live-name, [data-livename]").count()).toBe(2);
    await expect.poll(() => sockets.size).toBe(1);
  });
});
