import type { Budget, Holder } from "../kernel/budget.ts";
import type { Clock } from "../time/clock.ts";

/** A connection for which more waits than is free of charge. */
export interface Laggard {
  readonly share: Holder | undefined;
  /** Metered. */
  readonly unsentBytes: number;
  /** Closed already; its socket still holds what was not read. */
  readonly ended: boolean;
  /** Meters anew and goes on with what waited for the reader. */
  look(): void;
  /** Ends it: its memory is needed. */
  letGo(): void;
}

/**
 * Connections whose reader is behind, looked at each tick until they have caught up. When what is held for one person,
 * or for all, comes near its bound, those who hold most are let go, before work of others is refused.
 */
export class Laggards {
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #budget: Budget;
  /** What a reader may have waiting whatever the others hold. */
  readonly #fairBytes: number;
  readonly #all = new Set<Laggard>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, tickMs: number, budget: Budget, fairBytes: number) {
    this.#clock = clock;
    this.#tickMs = tickMs;
    this.#budget = budget;
    this.#fairBytes = fairBytes;
  }

  get size(): number {
    return this.#all.size;
  }

  add(laggard: Laggard): void {
    this.#all.add(laggard);
    this.#cancel ??= this.#clock.after(this.#tickMs, this.#beat);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#all.clear();
  }

  readonly #beat = (): void => {
    this.#cancel = undefined;
    let strained = false;
    for (const laggard of [...this.#all]) {
      laggard.look();
      if (laggard.unsentBytes === 0) this.#all.delete(laggard);
      else strained ||= laggard.share !== undefined && this.#budget.isStrained(laggard.share);
    }
    if (strained) this.#relieve();
    if (this.#all.size > 0) this.#cancel = this.#clock.after(this.#tickMs, this.#beat);
  };

  #relieve(): void {
    const budget = this.#budget;
    /** By person, what is let go of already: it may take a moment until it is gone. */
    const freed = new Map<Holder, number>();
    let freedAll = 0;
    const order = [...this.#all].sort((a, b) => Number(b.ended) - Number(a.ended) || b.unsentBytes - a.unsentBytes);
    for (const laggard of order) {
      const { share, unsentBytes, ended } = laggard;
      if (!share || (!ended && unsentBytes <= this.#fairBytes)) continue;
      const mine = freed.get(share) ?? 0;
      if (budget.isStrained(share, mine, freedAll)) laggard.letGo();
      else if (!ended) continue;
      freed.set(share, mine + unsentBytes);
      freedAll += unsentBytes;
    }
  }
}
