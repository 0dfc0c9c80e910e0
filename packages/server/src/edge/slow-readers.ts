import type { Budget, Holder } from "../kernel/budget.ts";
import type { Clock } from "../time/clock.ts";

/** A connection with metered unsent bytes. */
export interface SlowReader {
  readonly share: Holder | undefined;
  /** Metered bytes. */
  readonly unsentBytes: number;
  /** Closed already, but its socket still holds unread bytes. */
  readonly ended: boolean;
  /** Updates the metered bytes and resumes commands that waited for the client to read. */
  update(): void;
  /** Ends the connection to free its memory. */
  disconnect(): void;
}

/**
 * The connections whose clients read too slowly, checked each tick until they have caught up. When the memory held for a
 * person or in total comes near its bound, the connections that hold most are ended, before other work has to be
 * refused.
 */
export class SlowReaders {
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #budget: Budget;
  /** Unsent bytes that a connection may have even when memory is short. */
  readonly #fairBytes: number;
  readonly #all = new Set<SlowReader>();
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

  add(reader: SlowReader): void {
    this.#all.add(reader);
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
    for (const reader of [...this.#all]) {
      reader.update();
      if (reader.unsentBytes === 0) this.#all.delete(reader);
      else strained ||= reader.share !== undefined && this.#budget.isStrained(reader.share);
    }
    if (strained) this.#relieve();
    if (this.#all.size > 0) this.#cancel = this.#clock.after(this.#tickMs, this.#beat);
  };

  #relieve(): void {
    const budget = this.#budget;
    /** Bytes by person that are being freed: the sockets may take a moment. */
    const freed = new Map<Holder, number>();
    let freedAll = 0;
    const order = [...this.#all].sort((a, b) => Number(b.ended) - Number(a.ended) || b.unsentBytes - a.unsentBytes);
    for (const reader of order) {
      const { share, unsentBytes, ended } = reader;
      if (!share || (!ended && unsentBytes <= this.#fairBytes)) continue;
      const mine = freed.get(share) ?? 0;
      if (budget.isStrained(share, mine, freedAll)) reader.disconnect();
      else if (!ended) continue;
      freed.set(share, mine + unsentBytes);
      freedAll += unsentBytes;
    }
  }
}
