import type { Person, Presence } from "@livename/client";
import { html, nothing, type TemplateResult } from "lit";
import { avatar } from "../avatar/avatar.ts";
import type { Locale } from "../locales/locale.ts";
import { statusShape } from "../status/icon.ts";
import { statusLine } from "../status/text.ts";

export interface ChatHeader {
  readonly name: string;
  readonly person: Person | undefined;
  readonly presence: Presence;
  /** @param keep minimise the chat instead of closing it; undefined: no buttons */
  readonly close: ((keep: boolean) => void) | undefined;
}

/** Who the chat is with, and the buttons to minimise and close it. */
export function chatHeader({ name, person, presence, close }: ChatHeader, locale: Locale): TemplateResult {
  return html`<div class="header" part="header">
      ${avatar(name, person?.photo, person?.id)}
      <div class="who">
        <h2 dir="auto">${name}</h2>
        <div class="line">
          <svg class="status ${presence.availability}" viewBox="0 0 16 16" aria-hidden="true">${statusShape(presence.availability)}</svg>
          <span dir="auto">${presence.message || statusLine(locale, presence, new Date())}</span>
        </div>
      </div>
      ${
        close === undefined
          ? nothing
          : html`<button class="plain" type="button" @click=${() => close(true)} aria-label=${locale.text("dock.minimise", { name })}>
              <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3.500 11.500h9"></path></svg>
            </button>
            <button class="plain" type="button" @click=${() => close(false)} aria-label=${locale.text("dock.close", { name })}>
              <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"></path></svg>
            </button>`
      }
    </div>`;
}
