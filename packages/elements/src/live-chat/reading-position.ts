import type { Conversation, Message } from "@livename/client";
import type { ReactiveControllerHost } from "lit";

/** Rows shown at once. A button shows earlier ones. */
const PAGE = 100;
/** The most rows shown because messages came while somebody was reading earlier ones. */
const WHILE_READING = 500;
/** Pixels from the end that still count as being at the newest message. */
const NEAR_END = 48;

/** Where somebody reads in the list of messages, so that the list does not jump when rows are added above or below. */
export class ReadingPosition {
  readonly #host: ReactiveControllerHost & { readonly renderRoot: ParentNode };
  #atEnd = true;
  #shown = PAGE;
  /** Distance in pixels from the end of the list to the top of what is visible. */
  #fromEnd: number | undefined;
  /** The distance to restore after the next rendering. */
  #restore: number | undefined;
  /** Number of the newest message rendered. */
  #newest = 0;

  constructor(host: ReactiveControllerHost & { readonly renderRoot: ParentNode }) {
    this.#host = host;
  }

  /** Whether the newest message is visible; new messages then scroll into view. */
  get atEnd(): boolean {
    return this.#atEnd;
  }

  /** How many of the newest messages to render. */
  get shown(): number {
    return this.#shown;
  }

  /** In pixels; undefined at the newest message. A later page restores it. */
  get fromEnd(): number | undefined {
    return this.#atEnd ? undefined : this.#fromEnd;
  }

  set fromEnd(fromEnd: number | undefined) {
    this.#fromEnd = fromEnd;
    this.#restore = fromEnd;
    this.#atEnd = fromEnd === undefined;
  }

  /** Start at the end of another conversation's rows. */
  reset(): void {
    this.#shown = PAGE;
    this.#newest = 0;
  }

  /** Call it when the list is put back into the page: a scroll container starts at its top. */
  reconnected(): void {
    if (!this.#atEnd) this.#restore = this.#fromEnd;
  }

  /** Before rendering: add rows for new messages, so that those being read are not dropped. */
  hold(messages: readonly Message[]): void {
    const newest = messages.findLast(({ number }) => number !== undefined)?.number ?? 0;
    const added = this.#newest === 0 ? 0 : newest - this.#newest;
    if (!this.#atEnd && added > 0) this.#shown = Math.max(this.#shown, Math.min(this.#shown + added, WHILE_READING));
    this.#newest = newest;
  }

  /** After rendering: scroll to where the reader was. */
  settle(): void {
    const log = this.#log;
    if (log === null) return;
    if (this.#restore === undefined) this.followEnd();
    else log.scrollTop = log.scrollHeight - this.#restore;
    this.#restore = undefined;
  }

  /** Keep the newest message visible, if it was. */
  followEnd(): void {
    const log = this.#log;
    if (log !== null && this.#atEnd) log.scrollTop = log.scrollHeight;
  }

  toEnd(): void {
    this.#atEnd = true;
    this.#host.requestUpdate();
  }

  scrolled(): void {
    const log = this.#log;
    if (log === null) return;
    const before = [this.#atEnd, this.#shown];
    this.#fromEnd = log.scrollHeight - log.scrollTop;
    this.#atEnd = this.#fromEnd - log.clientHeight < NEAR_END;
    // At the end again, the earlier rows that were asked for are dropped.
    if (this.#atEnd && this.#restore === undefined) this.#shown = PAGE;
    if (this.#atEnd !== before[0] || this.#shown !== before[1]) this.#host.requestUpdate();
  }

  /** Show a page of earlier messages, from the server if need be. */
  async showEarlier(conversation: Conversation): Promise<void> {
    const log = this.#log;
    const isEnough = conversation.messages.length >= this.#shown + PAGE;
    if (!isEnough && conversation.hasEarlier) {
      try {
        await conversation.earlier();
      } catch {
        return; // The button stays, to be pressed again.
      }
    }
    this.#restore = log === null ? undefined : log.scrollHeight - log.scrollTop;
    this.#shown += PAGE;
    this.#host.requestUpdate();
  }

  get #log(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>(".scroll");
  }
}
