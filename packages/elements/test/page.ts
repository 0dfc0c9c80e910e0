import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { startTestServer, type TestServer, type TestServerOptions } from "@livename/testkit";
import { type BrowserContextOptions, chromium, type Locator, type Page } from "playwright";
import { build } from "vite";
import { HOSTILE } from "./hostile.ts";

const packages = fileURLToPath(new URL("../../", import.meta.url));
const source = (name: string) => ({
  find: new RegExp(`^@livename/${name}$`),
  replacement: `${packages}${name}/src/index.ts`,
});

/** The module that a test's page loads: everything a page author has, as globals of the page. */
const ENTRY = `
import { connect } from "@livename/client";
import { Locale } from "${packages}elements/src/locales/locale.ts";
import { readMap, scan } from "${packages}elements/src/scan/index.ts";
import { matcher } from "${packages}elements/src/scan/match.ts";
import { Resolver } from "${packages}elements/src/scan/resolver.ts";
import { pageProvider } from "${packages}elements/src/provider/page.ts";
import { walkBy } from "${packages}elements/src/named/walk.ts";
import { addDock } from "${packages}elements/src/drop-in/dock.ts";
import { readAttributes } from "${packages}elements/src/drop-in/attributes.ts";
import { pageApi } from "${packages}elements/src/drop-in/page.ts";
import * as elements from "@livename/elements";
Object.assign(window, { connect, elements, Locale, scan, readMap, matcher, Resolver, pageProvider, readAttributes, walkBy, addDock, pageApi });
`;

/** A browser, a real server, and a page origin that bundles the sources; shared by the tests of a file. */
export interface Stage {
  readonly server: TestServer;
  /** A page with this body, whose elements belong to `as` (nobody when undefined). */
  open(body: string, options?: OpenOptions): Promise<Page>;
  /** A figure of the server's metrics: "livename_watches". */
  metric(name: string): Promise<number>;
  /** What any page of this stage has written to its console as an error, and what it threw. */
  readonly errors: string[];
  close(): Promise<void>;
}

export interface OpenOptions extends BrowserContextOptions {
  readonly as?: string;
  /** Where the server is reached, when not directly. */
  readonly url?: string;
  readonly html?: string;
  readonly head?: string;
  readonly prefix?: string;
  readonly path?: string;
}

export const PEOPLE = [
  {
    address: "amy@example.com",
    name: "Amy Currie",
    title: "Head of Research",
    department: "Science",
    timeZone: "Asia/Tokyo",
  },
  {
    address: "ben@example.com",
    name: "Ben Okonkwo",
    title: "Engineer",
    aliases: { tracker: ["17", "bokonkwo"], wiki: ["Ben Okonkwo"] },
  },
  { address: "cleo@example.com", name: "Cleo Großmann" },
];

export async function openStage(serverOptions: TestServerOptions = {}): Promise<Stage> {
  const [files, server, browser] = await Promise.all([
    bundle(),
    startTestServer({
      origins: ["http://127.0.0.1:*"],
      people: PEOPLE,
      admin: { port: 0 },
      ...serverOptions,
    }),
    chromium.launch({ executablePath: `${packages}../scripts/chromium.sh`, args: ["--no-sandbox"] }),
  ]);
  const pages = new Map<string, string>();
  const web = await serve(files, pages);
  const origin = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const errors: string[] = [];
  let count = 0;
  return {
    server,
    errors,
    metric: async (name) => {
      const text = await (await fetch(`http://127.0.0.1:${server.server.adminPort}/metrics`)).text();
      const line = text.split("\n").find((one) => one.startsWith(`${name} `));
      if (line === undefined) throw new RangeError(`The server counts no ${name}.`);
      return Number(line.slice(name.length));
    },
    open: async (body, options = {}) => {
      const { as, html = "", head = "", prefix, path = `/page-${++count}`, url = server.url, ...context } = options;
      pages.set(path, document(body, html, head));
      const page = await (
        await browser.newContext({ viewport: { width: 1000, height: 700 }, locale: "en-GB", ...context })
      ).newPage();
      // Less than a test's own time, so that a failure names what was waited for.
      page.context().setDefaultTimeout(20_000);
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      page.on("pageerror", (error) => errors.push(String(error)));
      await page.goto(origin + path);
      await page.evaluate(
        ({ url, token, prefix }) => {
          const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
          elements.define(prefix === undefined ? {} : { prefix });
          if (token !== undefined) elements.provide({ url, token: () => token });
        },
        { url, token: as === undefined ? undefined : server.tokenFor(as), prefix },
      );
      return page;
    },
    close: async () => {
      await browser.close();
      web.closeAllConnections();
      await new Promise((done) => web.close(done));
      await server.close();
    },
  };
}

/** A field for text, which stands in a frame of its own, by how its label begins. */
export const fieldOf = (within: Page | Locator, label: string): Locator =>
  within
    .locator(`iframe[aria-label^=${JSON.stringify(label)}]`)
    .contentFrame()
    .locator("input, textarea");

/** What a field offers, as one sees it; assistive technology is told of it in the field's frame. */
export const optionOf = (within: Page | Locator, name?: string | RegExp): Locator =>
  within.locator(".option").filter(name === undefined ? {} : { hasText: name });

/** The policy is the strict one that the guide promises to work under. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src *; img-src 'self' data:";

/** Style sheets that a page may link to, since the policy allows none within it. */
const SHEETS = new Map([
  [
    "/rules.css",
    `body { margin: 0; min-height: 100vh; display: flex; flex-direction: column } body > * { position: relative; width: 100%; margin: 0 auto; background: red }
     body > :last-child { margin-top: auto } * { transform: translate(0) } html > :not(head, body), live-dock { display: block !important; position: relative; opacity: .5 }
     #cover { position: fixed; inset: 0; z-index: 2147483647; background: #0008 }`,
  ],
  ["/scheme.css", ":root { color-scheme: light dark; color: CanvasText; background: Canvas }"],
  ["/theme.css", "body { --live-accent: rgb(10, 20, 30) } live-name::part(name) { letter-spacing: 3px }"],
]);

function document(body: string, html: string, head: string): string {
  return `<!doctype html><html ${html || 'lang="en"'}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Test</title><link rel="icon" href="data:,">${head}<script type="module" src="/page.js"></script></head><body><main>${body}</main></body></html>`;
}

async function bundle(): Promise<Map<string, string>> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    root: packages,
    resolve: { alias: ["wire", "client", "elements"].map(source) },
    plugins: [
      {
        name: "page-entry",
        resolveId: (id) => (id === "virtual:page" ? id : undefined),
        load: (id) => (id === "virtual:page" ? ENTRY : undefined),
      },
    ],
    build: {
      write: false,
      target: "es2022",
      minify: false,
      modulePreload: false,
      rollupOptions: {
        input: "virtual:page",
        output: { entryFileNames: "page.js", chunkFileNames: "[name]-[hash].js" },
      },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const chunks = outputs.flatMap((output) => ("output" in output ? output.output : []));
  return new Map(
    chunks.flatMap((chunk) => (chunk.type === "chunk" ? [[`/${chunk.fileName}`, chunk.code] as const] : [])),
  );
}

async function serve(files: ReadonlyMap<string, string>, pages: ReadonlyMap<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    // The same code in another folder is another copy of it, as a second version of the package would be.
    const script = files.get(pathname.replace(/^\/copy-\d\//, "/"));
    const sheet = SHEETS.get(pathname);
    if (pathname === "/hostile.js") return void response.setHeader("content-type", "text/javascript").end(HOSTILE);
    const page = pages.get(pathname);
    response.setHeader("content-security-policy", POLICY);
    if (script !== undefined) response.setHeader("content-type", "text/javascript").end(script);
    else if (sheet !== undefined) response.setHeader("content-type", "text/css").end(sheet);
    else if (page !== undefined) response.setHeader("content-type", "text/html; charset=utf-8").end(page);
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}
