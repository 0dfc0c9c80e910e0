import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Availability, type Client, connect } from "@livename/client";
import type { BrowserContext, Page } from "playwright";
import { listenToComplaints } from "../harness/browser.ts";
import { online } from "../harness/live-page.ts";
import { MAPS } from "./maps.ts";
import { viewer } from "./people.ts";
import type { Session } from "./session.ts";

/** What colleagues are up to while somebody looks. */
const STATUSES: Readonly<Record<string, Exclude<Availability, "unknown">>> = {
  mike: "available",
  priya: "do-not-disturb",
  jonas: "available",
  lucia: "busy",
  kenji: "available",
  tomasz: "away",
};

/** Signs colleagues in, so that there is something to see. The function returned signs them out. */
export async function colleagues(server: string): Promise<() => void> {
  const clients: Client[] = [];
  for (const [uid, availability] of Object.entries(STATUSES)) {
    const client = connect({ url: server, token: () => `demo:${uid}`, device: `demo-${uid}` });
    clients.push(client);
    await client.ready;
    await client.presence.set({ availability });
  }
  return () => {
    for (const client of clients) client.close();
  };
}

/** As people look at pages; a window that is half as wide is one at 200 %. */
const VIEWS = {
  desk: { width: 1_280, height: 860, dark: false },
  dark: { width: 1_280, height: 860, dark: true },
  large: { width: 640, height: 430, dark: false },
  phone: { width: 360, height: 740, dark: false },
};

export interface Seen {
  readonly page: string;
  /** Elements that were made live. */
  readonly live: number;
  /** What names somebody and is not live; undefined: everything is. */
  readonly missing: string | undefined;
  readonly complaints: readonly string[];
}

/** Waits until all elements that name people are live, themselves or by what is in them or around them. */
async function missing(page: Page, people: string | undefined): Promise<string | undefined> {
  if (people === undefined) return undefined;
  const end = Date.now() + 15_000;
  for (;;) {
    const [all, dead] = await page.evaluate((selector) => {
      const named = [...document.querySelectorAll(selector)].filter((one) => one.textContent?.trim() !== "");
      const without = named.filter((one) => !one.closest("[data-livename]") && !one.querySelector("[data-livename]"));
      return [named.length, without.map((one) => one.textContent?.trim().slice(0, 60) ?? "")] as const;
    }, people);
    if (all > 0 && dead.length === 0) return undefined;
    if (Date.now() > end) return all === 0 ? `nothing is ${people}` : `${dead.length} of ${all}: ${dead.join(" | ")}`;
    await page.waitForTimeout(200);
  }
}

/** What the tag says of how people are written has to be what the saved pages are tried with. */
async function unmapped(page: Page, host: string): Promise<string | undefined> {
  const map = MAPS[host] ?? {};
  const said = await page.evaluate((names) => {
    const tag = document.querySelector("script[src$='/livename.js']");
    return names.map((name) => tag?.getAttribute(`data-${name}`) ?? "");
  }, Object.keys(map));
  const other = Object.values(map).find((value, at) => value.replace(/\s+/g, " ") !== said[at]!.replace(/\s+/g, " "));
  return other === undefined || host === "dokuwiki" ? undefined : `the tag does not say ${other}`;
}

/** Keeps pictures of somebody's card and of the chat that it opens, as `NAME-card-VIEW.png` and `NAME-chat-VIEW.png`. */
async function lookAtCard(page: Page, url: string, path: string): Promise<void> {
  for (const view of ["desk", "dark", "large"] as const) {
    const { width, height, dark } = VIEWS[view];
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
    await page.goto(url);
    const others = page.locator("[data-livename^=available], [data-livename^=busy]").filter({ visible: true });
    const named = others.filter({ hasNotText: viewer.given }).first();
    await named.hover();
    const card = page.locator("live-card");
    await card.locator("button.primary").waitFor();
    await page.waitForTimeout(300);
    await page.screenshot({ path: `${path}-card-${view}.png` });
    await card.locator("button.primary").click();
    await page.locator("live-dock iframe").waitFor();
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${path}-chat-${view}.png` });
    // It would go on on the next page.
    await page
      .locator("live-dock")
      .getByRole("button", { name: /^Close chat/ })
      .first()
      .click();
  }
}

/** Opens each page of the application as the viewer and keeps pictures of it, as `NAME-PAGE-VIEW.png`. */
export async function look(session: Session, name: string, context: BrowserContext, out: string): Promise<Seen[]> {
  mkdirSync(out, { recursive: true });
  const { host } = session;
  const page = await context.newPage();
  await host.signIn?.(page, viewer);
  const seen: Seen[] = [];
  for (const { name: pageName, path, people } of host.pages) {
    const complaints = listenToComplaints(page);
    await page.goto(`${host.url}${path}`);
    const late = await online(page).then(
      () => [],
      (error: Error) => [error.message],
    );
    const dead = (await missing(page, people)) ?? (await unmapped(page, name));
    await page.waitForTimeout(500);
    const live = await page.locator("[data-livename], live-name svg.status:not(.unknown)").count();
    for (const [view, { width, height, dark }] of Object.entries(VIEWS)) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(out, `${name}-${pageName}-${view}.png`), fullPage: view === "desk" });
    }
    await page.setViewportSize(VIEWS.desk);
    await page.emulateMedia({ colorScheme: "light" });
    seen.push({ page: pageName, live, missing: dead, complaints: [...late, ...complaints.all] });
    page.removeAllListeners("console");
    page.removeAllListeners("pageerror");
  }
  // One that names others than the viewer.
  const first = host.pages.find((_page, at) => seen[at]!.live > 2);
  if (first) await lookAtCard(page, `${host.url}${first.path}`, join(out, name));
  await page.close();
  return seen;
}
