import type { Locator, Page } from "playwright-core";

// How a person sees names, cards and chats on a page: by what is rendered, with Playwright's sight through shadow roots.

/** The icon of a person's first name on the page, when it shows this status. */
export const icon = (page: Page, person: string, status: string): Locator =>
  page.locator(`live-name[person="${person}"] svg.status.${status}`).first();

/** The same, whatever the status is, once it is known. */
export const knownIcon = (page: Page, person: string): Locator =>
  page.locator(`live-name[person="${person}"] svg.status:not(.unknown)`).first();

export const card = (page: Page): Locator => page.locator("live-card").filter({ visible: true });

export const chat = (page: Page): Locator => page.locator("live-chat").filter({ visible: true });

/** Writes into the open chat and sends it with Enter. */
export async function say(page: Page, text: string): Promise<void> {
  await chat(page).locator("textarea").fill(text);
  await chat(page).locator("textarea").press("Enter");
}

/** A bubble in the open chat that is on the server's disk. */
export const message = (page: Page, text: string): Locator =>
  chat(page).locator(".message:not(.pending):not(.failed) .bubble", { hasText: text });
