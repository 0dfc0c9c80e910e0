import { native } from "../dom/native.ts";

/**
 * How many messages nobody has looked at, in front of the page's title. The title stays the page's: what the page makes
 * of it meanwhile gets the number too, and without the number it is as the page last wrote it.
 */
export class TitleCount {
  #prefix = "";
  readonly #observer = new MutationObserver(() => this.#put());

  /** @param count 0: the title is the page's alone */
  show(count: number): void {
    const prefix = count > 0 ? `(${count}) ` : "";
    if (prefix === this.#prefix) return;
    this.#take();
    this.#prefix = prefix;
    this.#put();
    const head = native(document, "head");
    if (prefix === "") this.#observer.disconnect();
    else if (head) this.#observer.observe(head, { childList: true, characterData: true, subtree: true });
    this.#observer.takeRecords();
  }

  #put(): void {
    const text = titleText();
    // A page that adds to its title as it stands has the number in it already.
    if (text && !text.data.startsWith(this.#prefix)) text.data = this.#prefix + text.data;
    this.#observer.takeRecords();
  }

  #take(): void {
    const text = titleText();
    if (text?.data.startsWith(this.#prefix)) text.data = text.data.slice(this.#prefix.length);
  }
}

/** The text itself, which stays where it is: a framework may hold on to it. A page without a title has none. */
function titleText(): Text | undefined {
  const title = native(document, "querySelector")("title");
  if (!(title instanceof HTMLTitleElement)) return undefined;
  const [first] = title.childNodes;
  return first instanceof Text ? first : undefined;
}
