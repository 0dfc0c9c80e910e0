import type { WatchedPerson } from "@livename/client";
import { native } from "../dom/native.ts";
import { openChat } from "../live-dock/open-chat.ts";
import { serveName } from "../named/interaction.ts";
import type { Named } from "../named/named.ts";
import { pageProvider } from "../provider/page.ts";
import type { Drawing } from "./drawing.ts";

/** A part of a text; positions are in UTF-16 code units. */
export interface Part {
  readonly text: Text;
  readonly from: number;
  readonly to: number;
}

/**
 * A person named by parts of a text. They have no element of their own, so the icons are on the layer over the page,
 * and the pointer's position decides whether it is on the name.
 */
export class TextMark implements Named {
  readonly person: string;
  readonly area: Element;
  readonly ofPage = true;
  readonly noCard = false;
  expanded = false;
  watched: WatchedPerson | undefined;
  readonly #ranges: readonly Range[];
  readonly #drawing: Drawing;
  readonly #stops: ReadonlyArray<() => void>;
  #pointed: Range | undefined;

  constructor(area: Element, person: string, parts: readonly Part[], drawing: Drawing) {
    this.area = area;
    this.person = person;
    this.#drawing = drawing;
    this.#ranges = parts.map(({ text, from, to }) => {
      const range = native(document, "createRange")();
      range.setStart(text, from);
      range.setEnd(text, to);
      return range;
    });
    this.#stops = [
      serveName(this),
      pageProvider().follow(
        person,
        (watched) => {
          this.watched = watched;
          this.#draw();
        },
        area,
      ),
    ];
  }

  /** Whether it was created for these parts. */
  isOf(person: string, parts: readonly Part[]): boolean {
    return (
      person === this.person &&
      parts.length === this.#ranges.length &&
      parts.every(({ text, from, to }, index) => {
        const { startContainer, startOffset, endOffset } = this.#ranges[index]!;
        return text === startContainer && from === startOffset && to === endOffset;
      })
    );
  }

  get anchor(): Range {
    return this.#pointed ?? this.#ranges[0]!;
  }

  get name(): string {
    return this.#ranges[0]!.toString();
  }

  get stands(): boolean {
    return this.watched?.status === "known";
  }

  covers(x: number, y: number): boolean {
    const at = this.#ranges.find((range) =>
      [...range.getClientRects()].some(
        ({ left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom,
      ),
    );
    this.#pointed = at ?? this.#pointed;
    return at !== undefined;
  }

  #draw(): void {
    const { watched } = this;
    if (watched?.status === "pending") return;
    for (const range of this.#ranges)
      if (watched?.status === "known") this.#drawing.drawOver(range, watched.presence.availability);
      else this.#drawing.eraseOver(range);
  }

  /** A text takes no focus. */
  focus(): void {}

  open(person = this.person, name = this.name): Promise<void> {
    return openChat(this.area, person, name);
  }

  end(): void {
    for (const stop of this.#stops) stop();
    for (const range of this.#ranges) this.#drawing.eraseOver(range);
  }
}
