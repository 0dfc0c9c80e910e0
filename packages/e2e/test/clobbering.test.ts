// Somebody who may write HTML on a page, and no script, chooses no code: `<img name="currentScript">` and its sisters
// give `document`, `window` and forms members of their choice.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../src/harness/browser.ts";
import { type CommandServer, startCommandServer } from "../src/harness/command.ts";
import { type Firefox, launchFirefox } from "../src/harness/firefox.ts";
import { card, icon, message, say } from "../src/harness/names.ts";
import { type Site, startSite } from "../src/harness/site.ts";

let server: CommandServer;
let browser: Browser;
let site: Site;
let attacker: Site;
/** Every member of `document`, of forms and of `window`. */
let members: string[];

beforeAll(async () => {
  attacker = await startSite({});
  site = await startSite({});
  server = await startCommandServer({ origins: [`http://127.0.0.1:${site.port}`] });
  browser = await launchChromium();
  const page = await browser.newPage();
  members = await page.evaluate(() => {
    const all = new Set<string>();
    for (const name in document) all.add(name);
    for (const name in document.createElement("form")) all.add(name);
    for (const name of Object.getOwnPropertyNames(window)) all.add(name);
    return [...all];
  });
  // What browsers other than this one lack, what lit keeps in the window, and what is ours.
  members.push("livename", "scheduler", "requestIdleCallback", "trustedTypes", "ShadyCSS", "litNonce");
  for (const package_ of ["litHtml", "litElement", "reactiveElement"])
    members.push(`${package_}Versions`, `${package_}PolyfillSupport`);
  await page.close();
  expect(members.length).toBeGreaterThan(500);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await attacker?.close();
  await server?.dispose();
});

/** An address that answers whoever wants code, a token or a page, and writes it down. */
const bait = () => `http://127.0.0.1:${attacker.port}/bait/livename.js`;

/** Elements that take a name for themselves, in each way that HTML has. */
const KINDS: Readonly<Record<string, (name: string) => string>> = {
  img: (name) => `<img name="${name}" src="${bait()}" alt="" hidden>`,
  form: (name) =>
    `<form name="${name}" action="${bait()}" hidden><input name="ready"><input name="token" value="${bait()}"><input name="src" value="${bait()}"><input name="closest"></form>`,
  iframe: (name) =>
    `<iframe name="${name}" src="about:blank" srcdoc="<a id='src' href='${bait()}'></a><a id='token'></a>" hidden></iframe>`,
  "two links": (name) =>
    `<a id="${name}" name="src" href="${bait()}"></a><a id="${name}" name="token" href="${bait()}"></a>`,
  object: (name) => `<object name="${name}" id="${name}" data="${bait()}" hidden></object>`,
  "inert script": (name) => `<script type="text/plain" id="${name}" name="${name}" src="${bait()}"></script>`,
};

const pageOf = (body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
    <body>${body}<script src="${server.url}/livename.js" data-scan></script>
    <p>Ask <a href="mailto:mike@example.com">Mike O'Donnell</a>, or write to him.</p></body>`;

async function open(body: string): Promise<{ page: Page; errors: string[]; code: string[] }> {
  site.pages.set("/page", { body: pageOf(body) });
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(10_000);
  const errors: string[] = [];
  const code: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error.stack ?? error)));
  page.on("request", (request) => {
    const wanted = !["image", "document", "other"].includes(request.resourceType());
    if (wanted && request.url().includes(`:${attacker.port}/`)) code.push(`${request.resourceType()} ${request.url()}`);
  });
  page.on("websocket", (socket) => socket.url().includes(`:${attacker.port}/`) && code.push(socket.url()));
  await page.goto(`http://127.0.0.1:${site.port}/page?as=amy`);
  return { page, errors, code };
}

/** Whose names are live once there are so many; Playwright's own eyes ask forms for their members. */
async function live(page: Page, count: number): Promise<string[]> {
  const people = (): string[] => {
    const marked = Document.prototype.querySelectorAll.call(document, '[data-livename="offline"]');
    const text = Object.getOwnPropertyDescriptor(Node.prototype, "textContent")!.get!;
    return [...marked].map((name) => (text.call(name) as string).trim()).sort();
  };
  await expect.poll(() => page.evaluate(people), { timeout: 10_000 }).toHaveLength(count);
  return page.evaluate(people);
}

/** A frame is heavy: those names that code in a page reads at its start. */
const FRAMES = [
  "livename",
  "currentScript",
  "body",
  "head",
  "documentElement",
  "createElement",
  "createComment",
  "cookie",
];

describe("names that elements take", () => {
  it.each(Object.keys(KINDS))(
    "with every name of document and window taken by %s, a name is live and code is ours",
    async (kind) => {
      const { page, errors, code } = await open((kind === "iframe" ? FRAMES : members).map(KINDS[kind]!).join("\n"));
      await icon(page, "mike@example.com", "offline").waitFor();
      await page.getByRole("link", { name: /Mike/ }).hover();
      const shown = card(page);
      await shown.getByRole("button", { name: "Chat with Mike O'Donnell" }).waitFor();
      // It stands beside the name, not in a corner of the window.
      const [name, box] = [await page.getByRole("link", { name: /^Mike/ }).boundingBox(), await shown.boundingBox()];
      expect(Math.abs(box!.x - name!.x)).toBeLessThan(20);
      await shown.getByRole("button", { name: "Chat with Mike O'Donnell" }).click();
      await say(page, `Under ${kind}`);
      await message(page, `Under ${kind}`).waitFor();
      expect(code).toEqual([]);
      expect(errors).toEqual([]);
      await page.context().close();
    },
  );

  it("forms whose fields are called as their members hold people like any other element", async () => {
    const fields = members.map((name) => `<input name="${name}" hidden>`).join("");
    const { page, errors } = await open(`<form class="h-card"><span class="p-name">Lucía</span>
      <a class="u-email" href="mailto:lucia@example.com">lucia@example.com</a>${fields}</form>
      <form data-person="kenji@example.com">Kenji${fields}</form><form lang="de">${fields}</form>`);
    expect(await live(page, 3)).toEqual(["Kenji", "Lucía", "Mike O'Donnell"]);
    // What comes later is looked at too, and a change of the form itself.
    await page.evaluate(() => {
      const form = document.querySelector('form[lang="de"]')!;
      Element.prototype.insertAdjacentHTML.call(form, "beforeend", '<a href="mailto:priya@example.com">Priya</a>');
      Element.prototype.setAttribute.call(form, "data-person", "tomas@example.com");
    });
    expect(await live(page, 4)).toContain("Priya");
    const { x, y } = await page.evaluate(() => {
      const form = document.querySelector('form[data-person="kenji@example.com"]')!;
      return Element.prototype.getBoundingClientRect.call(form).toJSON() as DOMRect;
    });
    await page.mouse.move(x + 4, y + 4);
    await page.waitForFunction(() => {
      const box = Document.prototype.querySelector.call(document, "live-card")?.getBoundingClientRect();
      return box !== undefined && box.x + box.y > 0;
    });
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it.each([
    ["a link", '<a id="livename" href="#"></a>'],
    [
      "a form with what the script keeps there",
      '<form id="livename"><input name="ready"><input name="token"><input name="onReady"><input name="stop"></form>',
    ],
    [
      "a frame of another site",
      () => `<iframe name="livename" src="http://127.0.0.1:${attacker.port}/bait/page"></iframe>`,
    ],
    [
      "a frame with names of its own",
      `<iframe name="livename" srcdoc="<a id='ready'></a><a id='token'></a>"></iframe>`,
    ],
  ])("window.livename taken by %s gives the script nothing, and the page its client", async (_, element) => {
    const { page, errors, code } = await open(typeof element === "string" ? element : element());
    await icon(page, "mike@example.com", "offline").waitFor();
    expect(await page.evaluate(async () => (await window.livename!.ready!).self?.address)).toBe("amy@example.com");
    expect([...errors, ...code]).toEqual([]);
    await page.context().close();
  });
});

describe("a <base> behind the tag", () => {
  it.each(["defer", "async"])(
    "a script of the page's own origin that waits (%s) takes its code from there",
    async (how) => {
      const asked: string[] = [];
      // As a proxy does that serves page and server under one name.
      site.pages.set("/livename.js", {
        body: await (await fetch(`${server.url}/livename.js`)).text(),
        type: "text/javascript",
      });
      site.pages.set("/page", {
        body: `<!doctype html><meta charset="utf-8"><title>A page</title><script src="/livename.js" ${how}></script>
        <base href="http://127.0.0.1:${attacker.port}/bait/"><p>Whoever writes here writes HTML.</p>`,
      });
      const page = await (await browser.newContext()).newPage();
      page.on("request", (request) => asked.push(request.url()));
      page.on("websocket", (socket) => asked.push(socket.url()));
      await page.goto(`http://127.0.0.1:${site.port}/page`);
      await expect.poll(() => asked.filter((url) => url.endsWith("/drop-in.js")).length, { timeout: 10_000 }).toBe(1);
      expect(asked.filter((url) => !new URL(url).host.endsWith(`:${site.port}`))).toEqual([]);
      await page.context().close();
    },
  );
});

describe("in Firefox", () => {
  let firefox: Firefox;
  beforeAll(async () => {
    firefox = await launchFirefox();
  });
  afterAll(() => firefox?.close());

  it("with every name of document and window taken, a name is live", async () => {
    const names = members.map((name) => KINDS.img!(name) + KINDS["two links"]!(name)).join("\n");
    site.pages.set("/page", { body: pageOf(`${names}<iframe name="livename"></iframe>`) });
    await firefox.goto(`http://127.0.0.1:${site.port}/page?as=amy`);
    const address = `(async () => (await (await window.livename.ready).ready).address)()`;
    expect(await firefox.evaluate(address)).toBe("amy@example.com");
    const shown = `(async () => {
      const first = (selector, root) => Object.getPrototypeOf(root).querySelector.call(root, selector);
      for (;;) {
        if (first('[href="mailto:mike@example.com"][data-livename="offline"]', document)) return true;
        await new Promise((next) => setTimeout(next, 50));
      }
    })()`;
    expect(await firefox.evaluate(shown)).toBe(true);
  });
});
