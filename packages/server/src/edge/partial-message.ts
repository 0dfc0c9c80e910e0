import { type Budget, EVERYBODY, type Holder } from "../kernel/budget.ts";

/** Accounts for the bytes of a connection's incomplete message: on its person's account, before sign-in on everybody's. */
export class PartialMessage {
  readonly #budget: Budget;
  #holder: Holder = EVERYBODY;
  #bytes = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /**
   * Sets the number of bytes. Returns whether there is room; if not, nothing is held. Connections without sign-in get no
   * room once three quarters of the total are used.
   */
  set(holder: Holder, bytes: number): boolean {
    this.#budget.give(this.#holder, "incoming", this.#bytes);
    this.#holder = holder;
    this.#bytes = bytes;
    if (bytes === 0) return true;
    const room = holder !== EVERYBODY || !this.#budget.isStrained(EVERYBODY, 0, -bytes);
    if (room && this.#budget.take(holder, "incoming", bytes)) return true;
    this.#bytes = 0;
    return false;
  }
}
