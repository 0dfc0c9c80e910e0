import type { ContactNode, Presence } from "@livename/client";
import { html, type TemplateResult } from "lit";
import { avatar } from "../avatar/avatar.ts";
import { field } from "../field/field.ts";
import type { LiveField } from "../field/live-field.ts";
import type { LiveName } from "../live-name/live-name.ts";
import type { Locale } from "../locales/locale.ts";
import { parts } from "../status/parts.ts";
import { statusText } from "../status/text.ts";
import { arrowIcon } from "./marks.ts";
import type { Say } from "./words.ts";

/** A person: avatar, live name, and below it the viewer's note and the person's status. */
export function personRow(
  node: ContactNode,
  name: LiveName,
  presence: Presence | undefined,
  locale: Locale,
): TemplateResult {
  const isKnown = presence !== undefined && presence.availability !== "unknown";
  const status = isKnown ? presence.message || statusText(locale, presence) : "";
  return html`${avatar(node.name)}
    <div class="words"><span class="who">${name}</span>
      <span class="line parts">${parts(node.note, status)}</span></div>`;
}

/** A folder or group, which opens and closes. @param count people online of all, such as "3/7"; empty when unknown */
export function foldRow(node: ContactNode, isOpen: boolean, count: string, turn: () => void): TemplateResult {
  return html`<button class="fold" type="button" aria-expanded=${isOpen} @click=${turn}>
    ${arrowIcon}<span class="who" dir="auto">${node.name}</span><span class="count">${count}</span></button>`;
}

/** Asks before a folder is removed with its content. */
export function askRow(node: ContactNode, say: Say, cancel: () => void, remove: () => void): TemplateResult {
  return html`<div class="ask" role="group"><span>${say.text("contacts.remove-all", { name: node.name })}</span>
    <button type="button" @click=${cancel}>${say.text("contacts.cancel")}</button>
    <button class="primary" type="button" @click=${remove}>${say.text("contacts.remove")}</button></div>`;
}

/** A form for the entry's name or note. @param save called with the trimmed text */
export function formRow(
  node: ContactNode,
  what: "name" | "note",
  say: Say,
  cancel: () => void,
  save: (text: string) => void,
): TemplateResult {
  const isFolder = node.kind === "folder";
  const label = say.text(what === "note" ? "contacts.note" : isFolder ? "contacts.rename" : "contacts.nickname");
  const value = what === "note" ? node.note : isFolder ? node.name : node.nickname;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const written = (event.currentTarget as HTMLFormElement).querySelector<LiveField>(".text");
    const text = written?.value.trim() ?? "";
    if (text === "" && isFolder && what === "name") written?.focus();
    else save(text);
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    cancel();
  };
  return html`<form @submit=${submit}>
    ${field({ label: `${label}: ${node.name}`, placeholder: label, className: "text", pressed }, value)}
    <button type="button" @click=${cancel}>${say.text("contacts.cancel")}</button>
    <button class="primary" type="submit">${say.text("contacts.save")}</button></form>`;
}
