import type { Clock } from "../time/clock.ts";
import { timeAt } from "./framing.ts";

/** Who is told the time. */
export interface Told {
  /** A whole WebSocket message. */
  tell(frame: Buffer): void;
}

/** How often the clocks are compared: so that a change is seen within a second, with what the wheel takes for itself. */
const LOOK_MS = 700;

/** What the two may go apart before everybody is told. */
const SET_MS = 500;

/** So many are told at a time: all at once, and what they ask in return, would keep others waiting. */
const PORTION = 256;
const PORTION_MS = 10;

/** Notices that somebody set the server's clock, and tells everybody what time it is now. */
export class TimeTeller {
  readonly #clock: Clock;
  readonly #everybody: ReadonlySet<Told>;
  #looking = false;
  /** The time of day before the clock that nobody sets, as everybody knows it. */
  #aheadMs = 0;
  #left: Told[] = [];
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, everybody: ReadonlySet<Told>) {
    this.#clock = clock;
    this.#everybody = everybody;
  }

  /** Begins to look, while there is anybody. `add` calls `check` after a time, and again after what that returns. */
  look(add: (teller: this, delayMs: number) => void): void {
    if (this.#looking) return;
    this.#looking = true;
    this.#aheadMs = this.#ahead;
    add(this, LOOK_MS);
  }

  /** Returns when to look again, 0 for never. */
  check(): number {
    if (this.#everybody.size === 0) {
      this.#looking = false;
      return 0;
    }
    const aheadMs = this.#ahead;
    if (Math.abs(aheadMs - this.#aheadMs) > SET_MS) {
      this.#aheadMs = aheadMs;
      this.#left = [...this.#everybody];
      if (!this.#cancel) this.#tell();
    }
    return LOOK_MS;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#left = [];
  }

  get #ahead(): number {
    return this.#clock.now() - this.#clock.monotonic();
  }

  readonly #tell = (): void => {
    this.#cancel = undefined;
    const frame = timeAt(this.#clock.now());
    for (const one of this.#left.splice(0, PORTION)) one.tell(frame);
    if (this.#left.length > 0) this.#cancel = this.#clock.after(PORTION_MS, this.#tell);
  };
}
