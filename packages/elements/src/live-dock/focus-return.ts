import { native } from "../dom/native.ts";

/** Gives the keyboard's focus back to where it was before a chat took it. */
export class FocusReturn {
  #before: Element | null = null;

  remember(): void {
    this.#before = native(document, "activeElement");
  }

  /** @returns whether something of the page has the focus now */
  giveBack(dock: HTMLElement): boolean {
    const before = this.#before;
    this.#before = null;
    if (!(before instanceof HTMLElement) || before === dock || !native(before, "isConnected")) return false;
    native(before, "focus")();
    return before !== native(document, "body") && native(document, "activeElement") === before;
  }
}
