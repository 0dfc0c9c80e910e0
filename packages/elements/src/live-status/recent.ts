import type { OwnStatus } from "@livename/client";
import { html, nothing, type TemplateResult } from "lit";
import type { Locale } from "../locales/locale.ts";
import { wordsIn } from "../locales/words.ts";
import { statusWords } from "./words.ts";

const SHOWN = 4;

/** Buttons that put recently used messages into the field. */
export function recentMessages(
  { message: now, recent }: OwnStatus,
  locale: Locale,
  use: (message: string) => void,
): TemplateResult | typeof nothing {
  const words = wordsIn(statusWords, locale);
  const others = recent.filter((message) => message !== "" && message !== now).slice(0, SHOWN);
  if (others.length === 0) return nothing;
  return html`<div class="recent" role="group" aria-label=${words.text("recent")}>
    ${others.map((message) => html`<button type="button" title=${message} aria-label=${words.text("recent.use", { message })} @click=${() => use(message)}><bdi>${message}</bdi></button>`)}
  </div>`;
}
