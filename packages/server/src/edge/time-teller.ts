import type { Clock } from "../time/clock.ts";
import { timeAt } from "./framing.ts";

/** A connection that is sent the time. */
export interface Told {
  /** A whole WebSocket message. */
  tell(frame: Buffer): void;
}

/** How often the clocks are compared. With the wheel's own delay, a change is noticed within a second. */
const LOOK_MS = 700;

/** The difference between the clocks from which everybody is sent the time. */
const SET_MS = 500;

/** Connections told at a time. Telling all at once would block the event loop, as would the commands that follow. */
const PORTION = 256;
const PORTION_MS = 10;

/** Notices when the server's clock is set, and sends all clients the new time. */
export class TimeTeller {
  readonly #clock: Clock;
  readonly #everybody: ReadonlySet<Told>;
  #looking = false;
  /** The offset of the wall clock from the monotonic clock that clients know. */
  #aheadMs = 0;
  #left: Told[] = [];
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, everybody: ReadonlySet<Told>) {
    this.#clock = clock;
    this.#everybody = everybody;
  }

  /** Starts to compare the clocks, until there are no connections. `add` schedules `check`, again after each delay that it returns. */
  look(add: (teller: this, delayMs: number) => void): void {
    if (this.#looking) return;
    this.#looking = true;
    this.#aheadMs = this.#ahead;
    add(this, LOOK_MS);
  }

  /** Compares the clocks. Returns the delay until the next check, 0 for none. */
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
