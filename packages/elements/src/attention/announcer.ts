/** Batches announcements for screen readers, so that a burst of messages becomes one sentence. */
export class Announcer {
  readonly #say: (waiting: readonly string[]) => void;
  #waiting: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param say called with all texts added within 500 ms of the first */
  constructor(say: (waiting: readonly string[]) => void) {
    this.#say = say;
  }

  add(text: string): void {
    this.#waiting.push(text);
    this.#timer ??= setTimeout(() => {
      const waiting = this.#waiting;
      this.stop();
      this.#say(waiting);
    }, 500);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
  }
}
