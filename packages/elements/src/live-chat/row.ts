import type { Message } from "@livename/client";
import { html, nothing, type TemplateResult } from "lit";
import type { Locale } from "../locales/locale.ts";
import { linked } from "./links.ts";
import type { Row } from "./rows.ts";

/** What all rows of a list share. */
export interface RowContext {
  readonly locale: Locale;
  /** The other person's name. */
  readonly name: string;
  readonly now: Date;
  readonly retry: (message: Message) => void;
}

/** One row of a chat. A message's text is never treated as markup. */
export function chatRow(row: Row, context: RowContext): TemplateResult {
  const { locale } = context;
  switch (row.kind) {
    case "day":
      return html`<div class="day" role="separator"><time datetime=${row.day.toISOString()}>${dayText(locale, row.day, context.now)}</time></div>`;
    case "unread":
      return html`<div class="unread" role="separator"><span>${locale.text("chat.new")}</span></div>`;
    case "message": {
      const { message, own, first } = row;
      const time = locale.date(message.time, { timeStyle: "short" });
      const sender = own ? locale.text("chat.you") : context.name;
      return html`<div class="message ${own ? "own" : ""} ${first ? "first" : ""} ${message.state}">
        ${first ? html`<div class="meta"><span class="sr">${sender}, </span><time dir="auto" datetime=${message.time.toISOString()}>${time}</time></div>` : nothing}
        ${message.text === "" ? html`<div class="bubble removed">${locale.text("chat.removed")}</div>` : html`<div class="bubble" dir="auto">${withLinks(message.text)}</div>`}
        ${message.state === "pending" ? html`<span class="sr">${locale.text("chat.pending")}</span>` : nothing}
        ${
          message.state === "failed"
            ? html`<div class="failure">${locale.text("chat.failed")}
              <button type="button" @click=${() => context.retry(message)}>${locale.text("chat.retry")}</button></div>`
            : nothing
        }
      </div>`;
    }
  }
}

/** Links open in another tab, without a referrer or an opener. */
const withLinks = (text: string): unknown[] =>
  linked(text).map(({ text, href }) =>
    href === undefined ? text : html`<a href=${href} target="_blank" rel="noopener noreferrer" dir="auto">${text}</a>`,
  );

function dayText(locale: Locale, day: Date, now: Date): string {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (day.toDateString() === now.toDateString()) return locale.text("day.today");
  if (day.toDateString() === yesterday.toDateString()) return locale.text("day.yesterday");
  const sameYear = day.getFullYear() === now.getFullYear();
  return locale.date(day, { weekday: "long", day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) });
}
