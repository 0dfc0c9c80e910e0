import { native } from "../dom/native.ts";
import type { Drawing } from "../mark/drawing.ts";
import { type Part, TextMark } from "../mark/text-mark.ts";
import type { Matcher } from "./match.ts";

/** The people named by parts of texts, by the element that contains the texts. */
export class TextMarks {
  readonly #people: Matcher;
  readonly #drawing: Drawing;
  readonly #changed: () => void;
  readonly #marks = new Map<Element, readonly TextMark[]>();
  #size = 0;

  /** @param changed called when their number changes */
  constructor(people: Matcher, drawing: Drawing, changed: () => void) {
    this.#people = people;
    this.#drawing = drawing;
    this.#changed = changed;
  }

  get size(): number {
    return this.#size;
  }

  /** Checks the texts directly in an element; marks that have not changed are kept. */
  look(element: Element): void {
    const before = this.#marks.get(element) ?? [];
    const named = native(element, "isConnected") ? this.#named(element) : new Map<string, Part[]>();
    if (before.length === 0 && named.size === 0) return;
    const marks: TextMark[] = [];
    for (const mark of before) {
      const parts = named.get(mark.person);
      if (parts && mark.isOf(mark.person, parts)) {
        marks.push(mark);
        named.delete(mark.person);
      } else mark.end();
    }
    for (const [person, parts] of named) marks.push(new TextMark(element, person, parts, this.#drawing));
    this.#size += marks.length - before.length;
    if (marks.length > 0) this.#marks.set(element, marks);
    else this.#marks.delete(element);
    if (marks.length !== before.length) this.#changed();
  }

  stop(): void {
    for (const mark of [...this.#marks.values()].flat()) mark.end();
    this.#marks.clear();
    this.#size = 0;
  }

  #named(element: Element): Map<string, Part[]> {
    const named = new Map<string, Part[]>();
    for (const child of native(element, "childNodes")) {
      if (!(child instanceof Text)) continue;
      for (const { who, part } of this.#people.matchText(child)) {
        if (who.by !== "address" || !part) continue;
        named.set(who.address, [...(named.get(who.address) ?? []), part]);
      }
    }
    return named;
  }
}
