import { native } from "../dom/native.ts";

/**
 * Puts the number of unseen messages in front of the page's title. When the page changes its title in the meantime, the
 * number is added again; removing the number leaves the title as the page last wrote it.
 */
export class TitleCount {
  #prefix = "";
  readonly #observer = new MutationObserver(() => this.#put());

  /** @param count 0 removes the number */
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
    // A page that extends its current title has the number in it already.
    if (text && !text.data.startsWith(this.#prefix)) text.data = this.#prefix + text.data;
    this.#observer.takeRecords();
  }

  #take(): void {
    const text = titleText();
    if (text?.data.startsWith(this.#prefix)) text.data = text.data.slice(this.#prefix.length);
  }
}

/** The text node itself, which is kept: a framework may hold a reference to it. Undefined without a title. */
function titleText(): Text | undefined {
  const title = native(document, "querySelector")("title");
  if (!(title instanceof HTMLTitleElement)) return undefined;
  const [first] = title.childNodes;
  return first instanceof Text ? first : undefined;
}
