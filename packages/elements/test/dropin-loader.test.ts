import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { beforeAll, expect, test } from "vitest";

const web = new URL("../web/", import.meta.url);
let loader: string;
beforeAll(() => {
  loader = readFileSync(new URL("livename.js", web), "utf8");
});

/** Where the loader looks for the modules when it stands at `src`: the sentence that it fails with names it. */
async function modulesOf(text: string, src: string): Promise<string> {
  return (await loadedAt(text, src)).modules;
}

async function loadedAt(text: string, src: string): Promise<{ modules: string; sockets: string[] }> {
  const sockets: string[] = [];
  const page = createContext({
    WebSocket: class {
      readonly url: string;
      constructor(url: string) {
        this.url = url;
      }
      close(): void {
        sockets.push(this.url);
      }
    },
    document: { currentScript: { src } },
    window: {},
    location: { search: "" },
    URL,
  });
  runInContext(text, page);
  const ready = (page.window as { livename: { ready: Promise<unknown> } }).livename.ready;
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
  const page = createContext({
    WebSocket: class {
      constructor() {
        throw new Error("SecurityError");
      }
    },
    document: { currentScript: { src: "http://im.example.com/livename.js" } },
    window: {},
    location: { search: "" },
    URL,
  });
  expect(() => runInContext(loader, page)).toThrow(/forbids this page a connection to http:\/\/im\.example\.com\//);
});

test("a pinned loader takes the modules beside it", async () => {
  const src = "https://im.example.com/web/abc/livename.js";
  expect(await modulesOf(loader, src)).toBe("https://im.example.com/web/abc/");
});
