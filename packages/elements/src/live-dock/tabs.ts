import type { Person } from "@livename/client";
import { html, nothing, type TemplateResult } from "lit";
import { avatar } from "../avatar/avatar.ts";
import type { Locale } from "../locales/locale.ts";
import type { Docked } from "./docked.ts";

export interface DockTab {
  readonly chat: Docked;
  /** Undefined until the directory has answered. */
  readonly person: Person | undefined;
  /** Whether its chat is open. */
  readonly expanded: boolean;
  press(): void;
}

/** The tab of one chat. */
export function dockTab({ chat, person, expanded, press }: DockTab, locale: Locale): TemplateResult {
  const name = person?.name || chat.name || chat.person;
  return html`<button class="tab" part="tab" type="button" aria-expanded=${expanded} ?hidden=${expanded} @click=${press}>
      ${avatar(name, person?.photo, person?.id)}<span class="text" dir="auto">${name}</span>
      ${unreadBadge(expanded ? 0 : chat.unread, locale)}
    </button>`;
}

/** On a phone: the button that opens the list of chats. */
export function dockOpener(
  chats: readonly Docked[],
  expanded: boolean,
  press: () => void,
  locale: Locale,
): TemplateResult {
  const unread = chats.reduce((sum, chat) => sum + chat.unread, 0);
  return html`<button class="opener" type="button" aria-expanded=${expanded} @click=${press}>
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2.500 3.500h11v7.500h-6l-3 2.500v-2.500h-2z"></path></svg><span class="sr">${locale.text("dock.label")}</span>
      ${unreadBadge(unread, locale)}
    </button>`;
}

const unreadBadge = (count: number, locale: Locale): TemplateResult | typeof nothing =>
  count === 0
    ? nothing
    : html`<span class="badge" aria-hidden="true">${count > 99 ? "99+" : count}</span><span class="sr">(${locale.plural("dock.unread", count)})</span>`;
