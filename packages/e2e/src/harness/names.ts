import type { Locator, Page } from "playwright";
import { fieldOf } from "./fields.ts";

// How a person sees names, cards and chats on a page: by what is rendered, with Playwright's sight through shadow roots.

/** A person's first name on the page, by the icon of a live name or by its mark, when it shows this status. */
export const icon = (page: Page, person: string, status: string): Locator =>
  page
    .locator(`live-name[person="${person}"] svg.status.${status}`)
    .or(page.locator(`:is([href="mailto:${person}"], [data-person="${person}"])[data-livename~="${status}"]`))
    .first();

/** The same, whatever the status is, once it is known. */
export const knownIcon = (page: Page, person: string): Locator =>
  page
    .locator(`live-name[person="${person}"] svg.status:not(.unknown)`)
    .or(page.locator(`:is([href="mailto:${person}"], [data-person="${person}"])[data-livename]`))
    .first();

export const card = (page: Page): Locator => page.locator("live-card").filter({ visible: true });

export const chat = (page: Page): Locator => page.locator("live-chat").filter({ visible: true });

/** Writes into the open chat and sends it with Enter. */
export async function say(page: Page, text: string): Promise<void> {
  await fieldOf(chat(page)).fill(text);
  await fieldOf(chat(page)).press("Enter");
}

/** A bubble in the open chat that is on the server's disk. */
export const message = (page: Page, text: string): Locator =>
  chat(page).locator(".message:not(.pending):not(.failed) .bubble", { hasText: text });
