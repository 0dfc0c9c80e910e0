import type { WatchedPerson } from "@livename/client";
import { attribute, native } from "../dom/native.ts";
import { MARK } from "../dom/ours.ts";
import { openChat } from "../live-dock/open-chat.ts";
import { languageOf, localeFor, statedLanguageOf } from "../locales/load.ts";
import type { Locale } from "../locales/locale.ts";
import { serveName } from "../named/interaction.ts";
import type { Named } from "../named/named.ts";
import type { Several, Whom } from "../named/whom.ts";
import { pageProvider } from "../provider/page.ts";
import { statusText } from "../status/text.ts";
import type { Cut } from "./cut.ts";
import type { Drawing, Look } from "./drawing.ts";
import { isFree, lastText, type Site, siteOf } from "./fit.ts";
import { cutterOf } from "./room.ts";

/** An element of the page that names a person, made live with a mark and a card. */
export class Mark implements Named {
  readonly person: string;
  readonly several: Several | undefined;
  readonly area: Element;
  readonly ofPage = true;
  readonly noCard = false;
  expanded = false;
  watched: WatchedPerson | undefined;
  readonly #drawing: Drawing;
  readonly #lang: string | undefined;
  readonly #stops: ReadonlyArray<() => void>;
  /** The page's style sheets generate something after the name, always or when it is hovered. */
  #isTaken = false;
  /** The end of the name is hidden by an ellipsis. */
  #isCut = false;
  #cut: Cut | undefined;
  #site: Site;
  #ended = false;

  /** @param lang language of the mark's words; undefined: that of the page at the name */
  constructor(area: Element, whom: Whom, drawing: Drawing, lang: string | undefined) {
    this.area = area;
    this.person = whom.is === "one" ? whom.person : "";
    this.several = whom.is === "several" ? whom : undefined;
    this.#drawing = drawing;
    this.#lang = lang;
    // A copied page may contain an old mark, which would hide whether the page generates something there.
    const mark = attribute(area, MARK);
    if (mark !== null) native(area, "removeAttribute")(MARK);
    this.#site = this.#place();
    if (mark !== null && !drawing.has(area)) native(area, "setAttribute")(MARK, mark);
    this.#stops = [serveName(this), this.several ? this.#drawNow() : this.#follow()];
  }

  #follow(): () => void {
    const listener = (watched: WatchedPerson | undefined): void => {
      this.watched = watched;
      this.draw();
    };
    return pageProvider().follow(this.person, listener, this.area);
  }

  /** What a name that matches several people shows depends on the name alone. */
  #drawNow(): () => void {
    this.draw();
    return () => {};
  }

  /** Whether the mark is for these people. */
  means(whom: Whom | undefined): boolean {
    return whom?.is === "one" ? whom.person === this.person : whom !== undefined && whom === this.several;
  }

  get anchor(): Element {
    return this.area;
  }

  get name(): string {
    return native(this.area, "textContent")?.trim().replace(/\s+/g, " ") || this.person;
  }

  /**
   * False while the directory does not know the person, or nobody is signed in: the name then looks and acts as the page
   * wrote it.
   */
  get stands(): boolean {
    return this.several ? pageProvider().state.name !== "signed-out" : this.watched?.status === "known";
  }

  #place(): Site {
    const text = lastText(this.area);
    const cutter = text && cutterOf(text);
    if (cutter !== this.#cut?.block) {
      this.#cut?.stop();
      this.#cut = undefined;
      this.#isCut = false;
      if (cutter) void this.#watchCut(cutter);
    } else this.#cut?.again();
    return siteOf(this.area, this.#isTaken, this.#isCut);
  }

  async #watchCut(cutter: Element): Promise<void> {
    const { Cut } = await import("./cut.ts");
    if (this.#ended || this.#cut) return;
    this.#cut = new Cut(this.area, cutter, (isCut) => {
      this.#isCut = isCut;
      this.review();
    });
  }

  /** The page may have changed the end of the name, or removed the mark. */
  review(): void {
    const site = this.#place();
    if (site.element !== this.#site.element) this.erase();
    this.#site = site;
    this.draw();
  }

  /** When hovered or focused, the page may generate something where the mark is. */
  touched(): void {
    this.erase();
    this.see();
    this.draw();
  }

  /** While the mark is erased: detect what the page generates after the name, and leave that place to it. */
  see(): void {
    this.#isTaken ||= !isFree(this.#site.element);
    this.#site = this.#place();
  }

  draw(): void {
    if (this.#ended) return;
    const { watched, several } = this;
    if (several) {
      this.#say({ shape: "several" }, (locale) => locale.text("name.several"));
      return;
    }
    // Until the answer arrives, an old mark of a copied page is better than none.
    if (watched?.status === "pending") return;
    if (watched?.status !== "known") {
      this.erase();
      return;
    }
    const { presence } = watched;
    const { availability, activity } = presence;
    this.#say({ shape: availability, activity }, (locale) => statusText(locale, presence));
  }

  #say(look: Pick<Look, "shape" | "activity">, words: (locale: Locale) => string): void {
    const stated = statedLanguageOf(this.area);
    const locale = localeFor(this.#lang ?? stated ?? languageOf(this.area), () => this.draw());
    this.#drawing.draw(this.#site, { ...look, words: words(locale), lang: stated });
  }

  /** Removes the mark until it is drawn again. */
  erase(): void {
    this.#drawing.erase(this.#site.element);
  }

  focus(): void {
    const { area } = this;
    const focusable = native(area, "matches")(FOCUSABLE) ? area : native(area, "querySelector")(FOCUSABLE);
    if (focusable instanceof HTMLElement || focusable instanceof SVGElement) focusable.focus();
  }

  open(person = this.person, name = this.name): Promise<void> {
    return openChat(this.area, person, name);
  }

  end(): void {
    this.#ended = true;
    for (const stop of this.#stops) stop();
    this.#cut?.stop();
    this.erase();
  }
}

const FOCUSABLE = "a[href], button, [tabindex]";
