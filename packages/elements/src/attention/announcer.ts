/** Collects what is to be said aloud, so that a burst of messages is one sentence and not ten. */
export class Announcer {
  readonly #say: (waiting: readonly string[]) => void;
  #waiting: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param say called 500 ms after the first of the texts that have come together */
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
