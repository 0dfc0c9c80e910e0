import type { Clock } from "../clock.ts";
import { SharedFrames } from "./framing.ts";

/** Something with an outbox. */
export interface Flushable {
  flush(shared: SharedFrames): void;
}

/** A change seen by many must not keep the loop from everything else until the last of them has it. */
const CHUNK = 1_000;

/**
 * Flushes outboxes: `soon`, when the loop has done what is at hand, or at the next tick, which gathers the changes
 * of many people into one write a connection. A tick that nothing preceded comes at once.
 */
export class Pulse {
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #shared = new SharedFrames();
  #urgent: Flushable[] = [];
  #waiting: Flushable[] = [];
  #lastMs = Number.NEGATIVE_INFINITY;
  #immediate: NodeJS.Immediate | undefined;
  #cancelTick: (() => void) | undefined;

  constructor(clock: Clock, tickMs: number) {
    this.#clock = clock;
    this.#tickMs = tickMs;
  }

  soon(flushable: Flushable): void {
    this.#urgent.push(flushable);
    this.#immediate ??= setImmediate(this.#run);
  }

  tick(flushable: Flushable): void {
    this.#waiting.push(flushable);
    if (this.#cancelTick) return;
    const waitMs = this.#lastMs + this.#tickMs - this.#clock.now();
    // Also when the clock was set back: a wait is never longer than a tick.
    if (waitMs > 0) this.#cancelTick = this.#clock.after(Math.min(waitMs, this.#tickMs), this.#beat);
    else {
      this.#cancelTick = () => {};
      setImmediate(this.#beat);
    }
  }

  /** Flushes at the next full tick, not at once: for those whose reader is slow. */
  later(flushable: Flushable): void {
    this.#lastMs = Math.max(this.#lastMs, this.#clock.now());
    this.tick(flushable);
  }

  stop(): void {
    this.#cancelTick?.();
    if (this.#immediate) clearImmediate(this.#immediate);
    this.#immediate = undefined;
    this.#cancelTick = undefined;
    this.#urgent = [];
    this.#waiting = [];
  }

  readonly #beat = (): void => {
    this.#cancelTick = undefined;
    this.#lastMs = this.#clock.now();
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#urgent = this.#urgent.length === 0 ? waiting : this.#urgent.concat(waiting);
    this.#immediate ??= setImmediate(this.#run);
  };

  readonly #run = (): void => {
    const urgent = this.#urgent;
    const count = Math.min(CHUNK, urgent.length);
    for (let index = 0; index < count; index++) urgent[index]!.flush(this.#shared);
    if (this.#urgent.length > count) {
      this.#urgent = this.#urgent.slice(count);
      this.#immediate = setImmediate(this.#run);
      return;
    }
    this.#urgent = [];
    this.#shared.clear();
    this.#immediate = undefined;
  };
}
