import type { Locator, Page } from "playwright";

/** A field of ours for text, which stands in a frame of its own, by how its label begins. */
export const fieldOf = (within: Page | Locator, label?: string): Locator =>
  within
    .locator(label === undefined ? "iframe" : `iframe[aria-label^=${JSON.stringify(label)}]`)
    .contentFrame()
    .locator("input, textarea");

/** What a field offers, as one sees it; assistive technology is told of it in the field's frame. */
export const optionOf = (within: Page | Locator, name: string | RegExp): Locator =>
  within.locator(".option").filter({ hasText: name });
