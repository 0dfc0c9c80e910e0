import type { Clock } from "./clock.ts";

/** A member of a ticker: requests its next call. */
export interface Turn {
  /** Requests a call at `atMs` on the monotonic clock. Several requests become one call at the earliest time. */
  at(atMs: number): void;
  /** Leaves the ticker: no more calls. */
  leave(): void;
}

interface Member extends Turn {
  atMs: number;
  readonly run: (nowMs: number) => void;
}

const NEVER = Number.POSITIVE_INFINITY;
const tickers = new WeakMap<Clock, Ticker>();

/**
 * The shared timer for pushing changes; there is one ticker per clock. Members that are due at the same time are called
 * in the order in which they joined, not in the order of their requests. So the order of pushes cannot reveal a change
 * to somebody who may not see it.
 */
export class Ticker {
  readonly #clock: Clock;
  readonly #members: Member[] = [];
  #armedForMs = NEVER;
  #cancel: (() => void) | undefined;

  static of(clock: Clock): Ticker {
    let ticker = tickers.get(clock);
    if (!ticker) {
      ticker = new Ticker(clock);
      tickers.set(clock, ticker);
    }
    return ticker;
  }

  private constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a member. `run` gets the requested time, or a later one if the process was busy. */
  join(run: (nowMs: number) => void): Turn {
    const member: Member = {
      atMs: NEVER,
      run,
      at: (atMs) => {
        if (atMs >= member.atMs) return;
        member.atMs = atMs;
        if (atMs < this.#armedForMs) this.#arm(atMs);
      },
      leave: () => {
        const at = this.#members.indexOf(member);
        if (at >= 0) this.#members.splice(at, 1);
        member.atMs = NEVER;
        if (this.#members.every(({ atMs }) => atMs === NEVER)) this.#disarm();
      },
    };
    this.#members.push(member);
    return member;
  }

  #arm(atMs: number): void {
    this.#disarm();
    this.#armedForMs = atMs;
    this.#cancel = this.#clock.after(Math.max(0, atMs - this.#clock.monotonic()), this.#ring);
  }

  #disarm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#armedForMs = NEVER;
  }

  readonly #ring = (): void => {
    // The timer may fire slightly before its time on the clock. Treat that as on time.
    const nowMs = Math.max(this.#clock.monotonic(), this.#armedForMs);
    this.#cancel = undefined;
    this.#armedForMs = NEVER;
    for (const member of [...this.#members]) {
      if (member.atMs > nowMs) continue;
      member.atMs = NEVER;
      member.run(nowMs);
    }
    let next = NEVER;
    for (const { atMs } of this.#members) next = Math.min(next, atMs);
    if (next < this.#armedForMs) this.#arm(next);
  };
}

/** The first multiple of `tickMs` after `nowMs`. */
export function nextTick(nowMs: number, tickMs: number): number {
  return (Math.floor(nowMs / tickMs) + 1) * tickMs;
}
