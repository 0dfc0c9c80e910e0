import type { Clock } from "./clock.ts";

/** One who is called at moments, of the monotonic clock, that it asks for. */
export interface Turn {
  /** Asks to be called at `atMs`; of several moments asked for the first counts, and asks for all. */
  at(atMs: number): void;
  /** Is not called any more. */
  leave(): void;
}

interface Member extends Turn {
  atMs: number;
  readonly run: (nowMs: number) => void;
}

const NEVER = Number.POSITIVE_INFINITY;
const tickers = new WeakMap<Clock, Ticker>();

/**
 * The moments at which a server tells what changed. All who share a clock share one timer, and those who are due at
 * the same moment come in the order in which they joined, never in that in which they asked: nobody who may not see a
 * change can tell by an order that there was one.
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

  /** `run` gets the moment that it was called for, or a later one when the process was busy. */
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
    // A timer may ring a little early by the clock: the moment has come all the same.
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

/** The first moment after `nowMs` on the grid of the tick: whole multiples of it on the monotonic clock. */
export function nextTick(nowMs: number, tickMs: number): number {
  return (Math.floor(nowMs / tickMs) + 1) * tickMs;
}
