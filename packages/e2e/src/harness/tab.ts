import type { Browser } from "playwright";
import { launchChromium, listenToComplaints } from "./browser.ts";
import { launchFirefox } from "./firefox.ts";

/** One tab of a browser, whichever it is: what the tests that run in both of them need. */
export interface Tab {
  /** Resolves when the page has loaded. */
  goto(url: string): Promise<void>;
  /** The value of an expression in the page; promises are awaited. Plain strings, numbers and booleans only. */
  evaluate(expression: string): Promise<unknown>;
  /** The window's inner size in CSS pixels. */
  resize(width: number, height: number): Promise<void>;
  /** What one sees of the page, as a PNG. */
  screenshot(): Promise<Buffer>;
  /** The page as it is printed, as a PDF. */
  print(): Promise<Buffer>;
  /** Moves the pointer to a place in the window, and with `press` presses a button of it, or a finger, there. */
  point(x: number, y: number, press?: "left" | "middle" | "touch"): Promise<void>;
  /** Presses the left button at one place, moves to another in steps, and calls `there` before it lets go. */
  drag(from: readonly [number, number], to: readonly [number, number], there: () => Promise<void>): Promise<void>;
  /** Presses and releases keys one after the other: characters, or names such as `Tab`, `Escape`, `Control+a`. */
  type(...keys: readonly string[]): Promise<void>;
  /** Console errors and uncaught exceptions so far. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export type Engine = "Chromium" | "Firefox";

export const ENGINES: readonly Engine[] = ["Chromium", "Firefox"];

/** A tab of a browser of its own. */
export const openTab = (engine: Engine): Promise<Tab> => (engine === "Firefox" ? launchFirefox() : chromiumTab());

async function chromiumTab(): Promise<Tab> {
  const browser: Browser = await launchChromium();
  const page = await (await browser.newContext({ hasTouch: true })).newPage();
  page.setDefaultTimeout(20_000);
  const complaints = listenToComplaints(page);
  return {
    goto: async (url) => void (await page.goto(url)),
    evaluate: (expression) => page.evaluate(expression),
    resize: (width, height) => page.setViewportSize({ width, height }),
    screenshot: () => page.screenshot(),
    print: () => page.pdf(),
    async point(x, y, press) {
      if (press === "touch") return page.touchscreen.tap(x, y);
      await page.mouse.move(x, y);
      if (press) await page.mouse.click(x, y, { button: press });
    },
    async drag(from, to, there) {
      await page.mouse.move(...from);
      await page.mouse.down();
      await page.mouse.move(...to, { steps: 5 });
      await there();
      await page.mouse.up();
    },
    async type(...keys) {
      for (const key of keys) await page.keyboard.press(key);
    },
    get complaints() {
      return complaints.all;
    },
    close: () => browser.close(),
  };
}
