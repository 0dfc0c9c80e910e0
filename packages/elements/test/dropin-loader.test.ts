import { createContext, runInContext } from "node:vm";
import { type RollupOptions, rollup } from "rollup";
import { beforeAll, expect, test } from "vitest";

let loader: string;
beforeAll(async () => {
  // As the build makes it, from the source as it is now.
  const config = new URL("../../../rollup.config.mjs", import.meta.url).href;
  const { loader: options } = (await import(config)) as { loader: RollupOptions };
  const bundle = await rollup(options);
  const { output } = await bundle.generate(Array.isArray(options.output) ? {} : (options.output ?? {}));
  await bundle.close();
  loader = output[0].code.replace("__LIVENAME_CONFIG__", '"__LIVENAME_CONFIG__"');
}, 60_000);

/** A page whose document says so; its named elements come before what the document itself has. */
function page(
  currentScript: unknown,
  named: Readonly<Record<string, unknown>> = {},
  rest: object = {},
  reading?: PropertyDescriptor,
) {
  class HTMLScriptElement {
    src = "";
    getAttribute(): unknown {
      return written;
    }
  }
  const written = currentScript;
  class Document {
    get currentScript(): unknown {
      return currentScript;
    }
  }
  if (typeof currentScript === "string") currentScript = Object.assign(new HTMLScriptElement(), { src: currentScript });
  if (reading) Object.defineProperty(currentScript, "src", reading);
  const document = new Document();
  for (const [name, value] of Object.entries(named)) Object.defineProperty(document, name, { value });
  const location = { search: "", href: "https://www.example.com/wiki/page" };
  return createContext({ HTMLScriptElement, Document, document, window: {}, location, URL, ...rest });
}

/** Where the loader looks for the modules when it stands at `src`: the sentence that it fails with names it. */
async function modulesOf(text: string, src: string): Promise<string> {
  return (await loadedAt(text, src)).modules;
}

async function loadedAt(
  text: string,
  src: string,
  named = {},
  reading?: PropertyDescriptor,
): Promise<{ modules: string; sockets: string[] }> {
  const sockets: string[] = [];
  class WebSocket {
    readonly url: string;
    constructor(url: string) {
      this.url = url;
    }
    close(): void {
      sockets.push(this.url);
    }
  }
  const context = page(src, named, { WebSocket }, reading);
  runInContext(text, context);
  const ready = (context.window as { livename: { ready: Promise<unknown> } }).livename.ready;
  const error = await ready.then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  return { modules: /Livename did not start: (\S+) could not/.exec(error?.message ?? "")?.[1] ?? "", sockets };
}

test("the loader is at most 2 KiB, minified, before compression", () => {
  expect(Buffer.byteLength(loader)).toBeLessThanOrEqual(2048);
});

test("the server's configuration goes into one place", () => {
  expect(loader.split('"__LIVENAME_CONFIG__"')).toHaveLength(2);
});

test("the loader takes the build that the server names, also below a path", async () => {
  const configured = loader.replace('"__LIVENAME_CONFIG__"', '{"build":"abc","demo":false,"signIn":"/sign-in"}');
  expect(await modulesOf(configured, "https://im.example.com/livename.js")).toBe("https://im.example.com/web/abc/");
  expect(await modulesOf(configured, "https://www.example.com/im/livename.js")).toBe(
    "https://www.example.com/im/web/abc/",
  );
});

test("the connection is begun before the modules are there, and ended when they do not come", async () => {
  const configured = loader.replace('"__LIVENAME_CONFIG__"', '{"build":"abc","demo":false,"signIn":"/sign-in"}');
  const { sockets } = await loadedAt(configured, "https://www.example.com/im/livename.js");
  expect(sockets).toEqual(["wss://www.example.com/im/v1/socket"]);
});

test("a connection that the browser forbids is said in words, and nothing else is begun", () => {
  class WebSocket {
    constructor() {
      throw new Error("SecurityError");
    }
  }
  const context = page("http://im.example.com/livename.js", {}, { WebSocket });
  expect(() => runInContext(loader, context)).toThrow(/forbids this page a connection to http:\/\/im\.example\.com\//);
});

test("a pinned loader takes the modules beside it", async () => {
  const src = "https://im.example.com/web/abc/livename.js";
  expect(await modulesOf(loader, src)).toBe("https://im.example.com/web/abc/");
});

test("an element called currentScript is not the script tag", async () => {
  const configured = loader.replace('"__LIVENAME_CONFIG__"', '{"build":"abc","demo":false,"signIn":"/sign-in"}');
  const named = {
    currentScript: { src: "https://evil.example/livename.js" },
    querySelector: () => ({ src: "https://evil.example/" }),
  };
  const { modules, sockets } = await loadedAt(configured, "https://im.example.com/livename.js", named);
  expect(modules).toBe("https://im.example.com/web/abc/");
  expect(sockets).toEqual(["wss://im.example.com/v1/socket"]);
});

test("a relative address is one of the page's own, whatever a <base> says when the script runs", async () => {
  const configured = loader.replace('"__LIVENAME_CONFIG__"', '{"build":"abc","demo":false,"signIn":"/sign-in"}');
  // As `src` of a real tag reads then; packages/e2e/test/clobbering.test.ts has it in a browser.
  const src = { get: () => "https://evil.example/livename.js" };
  for (const [attribute, modules] of [
    ["/livename.js", "https://www.example.com/web/abc/"],
    ["im/livename.js", "https://www.example.com/wiki/im/web/abc/"],
  ] as const)
    expect((await loadedAt(configured, attribute, {}, src)).modules).toBe(modules);
});

test("without a tag of its own (a module, an SVG script) it says how to load it, and takes no other", () => {
  const named = { querySelector: () => ({ src: "https://evil.example/livename.js" }) };
  for (const tag of [null, { src: "https://evil.example/livename.js" }]) {
    expect(() => runInContext(loader, page(tag, named))).toThrow(/Load it by a tag of its own: <script src/);
  }
});
