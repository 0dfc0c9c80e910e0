import type { Contact, ContactList, ContactNode, WatchedPerson } from "@livename/client";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { ContactsController } from "../controllers/contacts.ts";
import { LocaleController } from "../controllers/locale.ts";
import { ensureDefined } from "../define/registry.ts";
import type { LiveSelectEvent } from "../events/live-select.ts";
import { keepKeys } from "../field/keys.ts";
import type { LiveField } from "../field/live-field.ts";
import { LiveList } from "../live-list/live-list.ts";
import { LiveName } from "../live-name/live-name.ts";
import { LiveSearch } from "../live-search/live-search.ts";
import { wordsIn } from "../locales/words.ts";
import { RowNames } from "../named/row-names.ts";
import { pageProvider } from "../provider/page.ts";
import { isOnline } from "../status/online.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { peopleStyles } from "../theme/people.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { download, ENDINGS, formatOf } from "./files.ts";
import { moveInTree } from "./keys.ts";
import { liveContactsStyles } from "./live-contacts.styles.ts";
import { crossIcon, dotsIcon } from "./marks.ts";
import { MenuController } from "./menu.ts";
import { entryItems, listItems } from "./menus.ts";
import { flat } from "./moves.ts";
import { failure, type Notice } from "./notice.ts";
import { askRow, foldRow, formRow, personRow } from "./rows.ts";
import { type Say, words } from "./words.ts";

/** The entry being edited in its row, and what is edited. */
interface Doing {
  readonly what: "name" | "note" | "remove";
  readonly entry: string;
}

/**
 * The viewer's own contacts, the same on all devices: people and groups in folders, with their presence. Each entry
 * has a menu for nickname, note, place and removal; those that the organisation gives are marked.
 *
 * @element live-contacts
 * @csspart menu - The menu of an entry
 */
export class LiveContacts extends LitElement {
  static readonly elementName = "contacts";
  /** @internal */
  static override styles = [tokens, surface, controls, avatarStyles, peopleStyles, liveContactsStyles];
  /** @internal */
  static override properties = {
    doing: { state: true },
    notice: { state: true },
    folded: { state: true },
  };

  /** @internal */
  declare doing: Doing | undefined;
  /** @internal */
  declare notice: Notice | undefined;
  /** Ids of closed folders and open groups; folders start open, groups closed. @internal */
  declare folded: ReadonlySet<string>;
  readonly #locale = new LocaleController(this);
  readonly #contacts = new ContactsController(this);
  readonly #menu = new MenuController(this);
  readonly #names = new RowNames(LiveName);
  readonly #groups = new Map<string, LiveList>();
  #search: LiveSearch | undefined;

  constructor() {
    super();
    keepKeys(this);
    this.doing = undefined;
    this.notice = undefined;
    this.folded = new Set();
  }

  protected override render(): TemplateResult {
    const locale = this.#locale.current;
    const say = wordsIn(words, locale);
    const page = pageProvider().state;
    if (page.name === "signed-out" || page.name === "not-configured")
      return html`<p class="says" role="status">${locale.text("status.signed-out")}</p>`;
    const { state } = this.#contacts;
    if (state.name === "loading") return html`<p class="says" role="status">${say.text("contacts.loading")}</p>`;
    if (state.name === "failed")
      return html`<p class="says" role="status">${say.text("contacts.failed-open")}
        <button class="quiet" type="button" @click=${() => this.#contacts.retry()}>${say.text("contacts.retry")}</button></p>`;
    const { tree, entries } = state.list;
    this.#names.keep(new Set(entries.map(({ id }) => id)));
    return html`<div class="top">
        ${this.#searchField(say)}
        <button class="dots plain" type="button" data-menu="" aria-haspopup="menu" aria-expanded=${this.#menu.isOf("")} aria-label=${say.text("contacts.list-menu")}
          title=${say.text("contacts.list-menu")} @click=${(event: Event) => this.#listMenu(event, state.list, say)}>${dotsIcon}</button>
        <input type="file" hidden accept=${ENDINGS} aria-label=${say.text("contacts.import")} @change=${(event: Event) => void this.#import(event, state.list)} />
      </div>
      <div role="status">${this.#notice(say)}</div>
      ${
        tree.length === 0
          ? html`<p class="says">${say.text("contacts.empty")}</p>`
          : html`<ul aria-label=${say.text("contacts.label")} @keydown=${(event: KeyboardEvent) => moveInTree(event, this)}>${this.#rows(tree, say)}</ul>`
      }
      ${this.#menu.render()}`;
  }

  #searchField(say: Say): LiveSearch {
    if (this.#search === undefined) {
      ensureDefined(LiveSearch);
      this.#search = new LiveSearch();
      this.#search.addEventListener("live-select", (event) => {
        event.preventDefault();
        event.stopPropagation();
        void this.#add("person", (event as LiveSelectEvent).detail.person);
      });
      this.#search.takeGroup = (group) => void this.#add("group", group);
    }
    this.#search.label = say.text("contacts.add");
    return this.#search;
  }

  #notice(say: Say): TemplateResult | typeof nothing {
    if (this.notice === undefined) return nothing;
    const { text, details } = this.notice;
    return html`<div class="notice"><div>${text}${details.length === 0 ? nothing : html`<ul>${details.map((line) => html`<li dir="auto">${line}</li>`)}</ul>`}</div>
      <button class="plain" type="button" aria-label=${say.text("contacts.dismiss")} @click=${() => (this.notice = undefined)}>${crossIcon}</button></div>`;
  }

  #rows(nodes: readonly ContactNode[], say: Say): unknown {
    return repeat(
      nodes,
      ({ id }) => id,
      (node) =>
        html`<li><div class="person" data-entry=${node.id} @keydown=${this.#leave}>${this.#row(node, say)}</div>${this.#below(node, say)}</li>`,
    );
  }

  #row(node: ContactNode, say: Say): TemplateResult {
    const stop = (): void => this.#stop(node);
    if (this.doing?.entry === node.id) {
      const { what } = this.doing;
      if (what === "remove") return askRow(node, say, stop, () => void this.#do((list) => list.remove(node)));
      return formRow(node, what, say, stop, (text) => {
        void this.#do((list) => (what === "note" ? list.setNote(node, text) : list.rename(node, text)), node);
      });
    }
    return html`${node.kind === "person" ? this.#person(node) : this.#fold(node)}
      ${node.shared ? html`<span class="tag" title=${say.text("contacts.shared-hint")}>${say.text("contacts.shared")}</span>` : this.#dots(node, say)}`;
  }

  #person(node: ContactNode): TemplateResult {
    const name = this.#names.get(node.id, node.address || node.target, node.name);
    return personRow(node, name, this.#watched(node)?.presence, this.#locale.current);
  }

  #fold(node: ContactNode): TemplateResult {
    const people = flat(node.children).filter(({ kind }) => kind === "person");
    const online = people.filter((person) => {
      const watched = this.#watched(person);
      return watched !== undefined && isOnline(watched);
    });
    const count = node.kind === "folder" ? `${online.length}/${people.length}` : "";
    return foldRow(node, this.#isOpen(node), count, () => this.#turn(node));
  }

  #watched({ target }: Contact): WatchedPerson | undefined {
    const { state } = this.#contacts;
    return state.name === "open" ? state.watch.get(target) : undefined;
  }

  #dots(node: ContactNode, say: Say): TemplateResult {
    const label = say.text("contacts.more", { name: node.name });
    return html`<button class="dots plain" type="button" data-menu=${node.id} aria-haspopup="menu" aria-expanded=${this.#menu.isOf(node.id)} aria-label=${label} title=${label}
      @click=${(event: Event) => this.#entryMenu(event, node, say)}>${dotsIcon}</button>`;
  }

  #below(node: ContactNode, say: Say): TemplateResult | LiveList | typeof nothing {
    if (node.kind === "person" || !this.#isOpen(node)) return nothing;
    if (node.kind === "folder") {
      if (node.children.length === 0) return html`<ul><li class="says">${say.text("contacts.empty-folder")}</li></ul>`;
      return html`<ul aria-label=${node.name}>${this.#rows(node.children, say)}</ul>`;
    }
    let list = this.#groups.get(node.id);
    if (list === undefined) {
      ensureDefined(LiveList);
      list = new LiveList();
      list.plain = true;
      this.#groups.set(node.id, list);
    }
    list.group = node.target;
    return list;
  }

  #isOpen({ id, kind }: Contact): boolean {
    return this.folded.has(id) === (kind === "group");
  }

  #turn({ id }: Contact): void {
    const folded = new Set(this.folded);
    if (!folded.delete(id)) folded.add(id);
    this.folded = folded;
  }

  #entryMenu(event: Event, node: ContactNode, say: Say): void {
    const { state } = this.#contacts;
    if (state.name !== "open") return;
    const items = entryItems(node, state.list.tree, say, {
      start: (what) => this.#start(what, node),
      move: (place) => void this.#do((list) => list.move(node, place), node),
      remove: () => void this.#do((list) => list.remove(node)),
    });
    this.#menu.open(event.currentTarget as HTMLElement, say.text("contacts.more", { name: node.name }), items);
  }

  #listMenu(event: Event, list: ContactList, say: Say): void {
    const items = listItems(say, {
      addFolder: (name) => void this.#addFolder(name),
      chooseFile: () => this.renderRoot.querySelector<HTMLInputElement>('[type="file"]')?.click(),
      save: (format) => void this.#do(async () => download(await list.export(format), format)),
    });
    this.#menu.open(event.currentTarget as HTMLElement, say.text("contacts.list-menu"), items);
  }

  #start(what: Doing["what"], { id }: Contact): void {
    this.doing = { what, entry: id };
    void this.updateComplete.then(() => {
      const field = this.renderRoot.querySelector<LiveField>("form .text");
      (field ?? this.renderRoot.querySelector<HTMLElement>(".ask .primary"))?.focus();
      field?.select();
    });
  }

  #stop(entry: Contact): void {
    this.doing = undefined;
    this.#focusOn(entry);
  }

  readonly #leave = (event: KeyboardEvent): void => {
    const { state } = this.#contacts;
    if (event.key !== "Escape" || this.doing === undefined || state.name !== "open") return;
    const entry = state.list.get(this.doing.entry);
    event.stopPropagation();
    if (entry) this.#stop(entry);
  };

  /** Focuses the entry's menu button, which may be elsewhere after a move. */
  #focusOn({ id }: Contact): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-menu="${CSS.escape(id)}"]`)?.focus(),
    );
  }

  /** @param entry gets the focus afterwards @returns whether the change was made */
  async #do(change: (list: ContactList) => Promise<unknown>, entry?: Contact): Promise<boolean> {
    const { state } = this.#contacts;
    if (state.name !== "open") return false;
    try {
      await change(state.list);
    } catch (error) {
      this.notice = failure(error, wordsIn(words, this.#locale.current));
      return false;
    }
    this.doing = undefined;
    if (entry) this.#focusOn(entry);
    return true;
  }

  async #add(kind: "person" | "group", { id, name }: { readonly id: string; readonly name: string }): Promise<void> {
    const { state } = this.#contacts;
    if (state.name !== "open") return;
    const isThere = state.list.entries.some((entry) => entry.kind === kind && entry.target === id);
    const add = (list: ContactList) => (kind === "group" ? list.addGroup(id) : list.add(id));
    if (isThere) this.#tell("contacts.there", { name });
    else if (await this.#do(add)) this.notice = undefined;
  }

  async #addFolder(name: string): Promise<void> {
    let folder: Contact | undefined;
    await this.#do(async (list) => {
      folder = await list.addFolder(name);
    });
    if (folder) this.#start("name", folder);
  }

  async #import(event: Event, list: ContactList): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    const format = formatOf(file?.name ?? "");
    // Reset, so that choosing the same file again after correcting it is a change.
    const bytes = file && new Uint8Array(await file.arrayBuffer());
    input.value = "";
    if (bytes === undefined) return;
    if (format === undefined) return this.#tell("contacts.format");
    try {
      const { added, changed, unchanged } = await list.import(bytes, format);
      this.#tell("contacts.imported", { added, changed, unchanged });
    } catch (error) {
      this.notice = failure(error, wordsIn(words, this.#locale.current));
    }
  }

  #tell(key: Parameters<Say["text"]>[0], values: Parameters<Say["text"]>[1] = {}): void {
    this.notice = { text: wordsIn(words, this.#locale.current).text(key, values), details: [] };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "live-contacts": LiveContacts;
  }
}
