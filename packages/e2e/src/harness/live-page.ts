import type { Client, Presence } from "@livename/client";
import type { Page } from "playwright";

// What runs inside a page. The drop-in script gives the page's client as `window.livename.ready`.
declare global {
  interface Window {
    /** Made by the drop-in script. */
    livename?: { ready?: Promise<Client> };
    /** Set by `watchWithoutGap`: every presence that the page was told of a person, in order. */
    told?: string[];
  }
}

/** Waits until the page's client is signed in. */
export async function online(page: Page): Promise<void> {
  await page.waitForFunction(() => window.livename?.ready !== undefined);
  await page.evaluate(async () => {
    const client = await window.livename!.ready!;
    await client.ready;
  });
}

/**
 * From now on, or from when the person is first seen as `from` says, the page writes down every change of this
 * person's presence; `told` reads it. Once a page. Somebody who has just come is seen offline for a moment.
 */
export async function watchWithoutGap(page: Page, person: string, from?: string): Promise<void> {
  await page.evaluate(
    async ({ person, from }) => {
      const client = await window.livename!.ready!;
      const watch = client.presence.watch(person);
      const words = (presence: Presence) => `${presence.availability}${presence.message ? ` ${presence.message}` : ""}`;
      const begins = () => {
        const watched = watch.get(person);
        return watched?.status === "known" && (from === undefined || words(watched.presence) === from);
      };
      await new Promise<void>((resolve) => {
        const begin = () => {
          if (window.told || !begins()) return;
          window.told = [words(watch.get(person)!.presence)];
          resolve();
        };
        watch.on("change", ({ presence }) => {
          if (window.told) window.told.push(words(presence));
          else begin();
        });
        begin();
      });
    },
    { person, from },
  );
}

export const told = (page: Page): Promise<string[]> => page.evaluate(() => window.told ?? []);

/** Waits until the last thing the page was told about the watched person is this. */
export async function toldAtLast(page: Page, words: string, timeoutMs = 30_000): Promise<void> {
  await page.waitForFunction((words) => window.told?.at(-1) === words, words, { timeout: timeoutMs });
}

/** An empty page of the server's own origin with the drop-in script. */
export const barePage = (server: string): string =>
  `<!doctype html><meta charset="utf-8"><title>A page</title><script src="${server}/livename.js"></script><p>Text</p>`;
