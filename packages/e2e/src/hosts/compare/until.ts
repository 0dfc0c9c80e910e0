import type { Tab } from "./tab.ts";

/** Waits until an expression is true in the page. A page that is left while it is asked answers with an error, and is asked again. */
export async function until(tab: Tab, expression: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await tab.evaluate(`!!(${expression})`).catch(() => false))) {
    if (Date.now() > end) throw new Error(`Not within a minute: ${expression}`);
    await new Promise((next) => setTimeout(next, 100));
  }
}
