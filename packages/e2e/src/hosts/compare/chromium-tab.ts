import type { BrowserContext, Route } from "playwright";
import { MARK, takeSnapshot } from "./snapshot.ts";
import type { Tab } from "./tab.ts";

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** @param context in which the viewer is signed in to the application */
export async function chromiumTab(context: BrowserContext): Promise<Tab> {
  // A page from memory comes from nowhere: Chromium would ask whether it may reach this machine.
  await context.grantPermissions(["local-network-access"]);
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  // Scripts of the page that make up names for their elements make up the same ones each time.
  await page.addInitScript(() => {
    let last = 1;
    Math.random = () => {
      last = (last * 16_807) % 2_147_483_647;
      return last / 2_147_483_647;
    };
  });
  const answers = new Map<string, Answer>();
  let served = true;
  let remembers = true;
  const fromMemory = async (route: Route) => {
    const request = route.request();
    if (
      !remembers ||
      request.method() !== "GET" ||
      !request.isNavigationRequest() ||
      request.frame() !== page.mainFrame()
    ) {
      return route.fallback();
    }
    let answer = answers.get(request.url());
    if (!answer) {
      const response = await route.fetch();
      answer = { status: response.status(), headers: response.headers(), body: await response.body() };
      answers.set(request.url(), answer);
    }
    return route.fulfill(answer);
  };
  await page.route("**", fromMemory);
  await page.route("**/livename.js", (route) =>
    served ? route.fallback() : route.fulfill({ contentType: "text/javascript", body: "" }),
  );
  return {
    browser: "Chromium",
    async open(url, script, size) {
      [served, remembers] = [script, true];
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      // From elsewhere, so that an address with a hash is a new page too.
      await page.goto("about:blank");
      await page.goto(url);
    },
    resize: (size) => page.setViewportSize(size),
    async visit(url, script) {
      [served, remembers] = [script, false];
      await page.goto(url);
    },
    before: async (script) => void (await page.addInitScript(script)),
    async type(...keys) {
      for (const key of keys) await page.keyboard.press(key);
    },
    click: (x, y) => page.mouse.click(x, y),
    setDark: (dark) => page.emulateMedia({ colorScheme: dark ? "dark" : "light" }),
    evaluate: (expression) => page.evaluate(expression),
    snapshot: () => page.evaluate(takeSnapshot, MARK),
    async picture() {
      const { data } = await devTools.send("Page.captureScreenshot", { format: "png", optimizeForSpeed: true });
      return Buffer.from(data, "base64");
    },
    print: () => page.pdf({ printBackground: true }),
    close: () => page.close(),
  };
}
