import { type Budget, EVERYBODY, type Holder } from "../kernel/budget.ts";

/** What has come of one connection's message that is not whole yet: held for its person, before hello for everybody. */
export class HalfSent {
  readonly #budget: Budget;
  #holder: Holder = EVERYBODY;
  #bytes = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** Returns whether there is room for so much; if not, nothing is held. Strangers leave the last quarter to others. */
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
