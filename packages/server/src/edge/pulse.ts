import type { Clock } from "../time/clock.ts";
import { SharedFrames } from "./framing.ts";

/** An object with an outbox. */
export interface Flushable {
  /** With `shared`, connections that get the same frames in one flush share one buffer. */
  flush(shared?: SharedFrames): void;
}

/**
 * How many connections with replies are flushed together. Flushed one by one, they would wake their readers one by one,
 * which costs more than the write itself. In larger groups the first reply would wait too long and leave the processor's
 * cache.
 */
const ANSWERS = 32;

/** Connections flushed per turn of the event loop, so that a change with many watchers does not block it. */
const CHUNK = 384;

/** Each arrival beyond FEW_ARRIVALS since the last tick delays the next tick by ARRIVAL_MS: above 400 a second. */
const FEW_ARRIVALS = 8;
const ARRIVAL_MS = 2.5;

/** The longest tick while many arrive: the delay that P13 allows for a second change anyway. */
const MAX_TICK_MS = 2_000;

/**
 * Schedules the flushes of outboxes: `soon`, at the end of the current turn of the event loop, or at the next tick, which
 * coalesces the changes of many people into one write per connection. After an idle tick, the next one comes at once.
 *
 * While many people arrive at once, as after a restart, ticks are longer. Each arrival is a change for all who watch the
 * person, and socket writes cost most: the longer changes wait, the more of them go into one write.
 */
export class Pulse {
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #shared = new SharedFrames();
  #answers: Flushable[] = [];
  #answersDue: NodeJS.Immediate | undefined;
  /** To be flushed in the next turn of the event loop. */
  #urgent: Flushable[] = [];
  /** To be flushed in the current tick; flushed up to `#at`. */
  #ticked: Flushable[] = [];
  #at = 0;
  /** To be flushed in the next tick. */
  #waiting: Flushable[] = [];
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #arrivals = 0;
  #immediate: NodeJS.Immediate | undefined;
  #cancelTick: (() => void) | undefined;

  constructor(clock: Clock, tickMs: number) {
    this.#clock = clock;
    this.#tickMs = tickMs;
  }

  /** Flushes replies after the event loop has read the sockets, or as soon as enough connections have some. */
  answer(flushable: Flushable): void {
    if (this.#answers.push(flushable) >= ANSWERS) this.#flushAnswers();
    else this.#answersDue ??= setImmediate(this.#turn);
  }

  soon(flushable: Flushable): void {
    this.#urgent.push(flushable);
    this.#immediate ??= setImmediate(this.#run);
  }

  tick(flushable: Flushable): void {
    this.#waiting.push(flushable);
    if (this.#cancelTick || this.#ticked.length > 0) return;
    this.#arm();
  }

  /** Counts an arrival, because arrivals lengthen the tick. */
  arrived(): void {
    this.#arrivals++;
  }

  /** Flushes after a full tick, never at once: for clients that read slowly. */
  later(flushable: Flushable): void {
    this.#notBeforeMs = Math.max(this.#notBeforeMs, this.#clock.monotonic() + this.#tickMs);
    this.tick(flushable);
  }

  stop(): void {
    this.#cancelTick?.();
    if (this.#immediate) clearImmediate(this.#immediate);
    if (this.#answersDue) clearImmediate(this.#answersDue);
    this.#immediate = undefined;
    this.#answersDue = undefined;
    this.#cancelTick = undefined;
    this.#answers = [];
    this.#urgent = [];
    this.#ticked = [];
    this.#waiting = [];
  }

  #arm(): void {
    const waitMs = this.#notBeforeMs - this.#clock.monotonic();
    if (waitMs > 0) this.#cancelTick = this.#clock.after(waitMs, this.#beat);
    else {
      const immediate = setImmediate(this.#beat);
      this.#cancelTick = () => clearImmediate(immediate);
    }
  }

  readonly #turn = (): void => {
    this.#answersDue = undefined;
    this.#flushAnswers();
  };

  #flushAnswers(): void {
    const answers = this.#answers;
    this.#answers = [];
    for (const flushable of answers) flushable.flush();
  }

  get #longestMs(): number {
    return Math.max(this.#tickMs, MAX_TICK_MS);
  }

  readonly #beat = (): void => {
    this.#cancelTick = undefined;
    const tickMs = Math.min(this.#tickMs + Math.max(0, this.#arrivals - FEW_ARRIVALS) * ARRIVAL_MS, this.#longestMs);
    this.#arrivals = 0;
    this.#notBeforeMs = this.#clock.monotonic() + tickMs;
    this.#ticked = this.#waiting;
    this.#waiting = [];
    this.#at = 0;
    if (this.#ticked.length > 0) this.#immediate ??= setImmediate(this.#run);
  };

  readonly #run = (): void => {
    this.#immediate = undefined;
    // Urgent frames (messages, signals) go before the many of a tick.
    const urgent = this.#urgent;
    this.#urgent = urgent.length > CHUNK ? urgent.splice(CHUNK) : [];
    for (const flushable of urgent) flushable.flush(this.#shared);
    const end = Math.min(this.#at + CHUNK, this.#ticked.length);
    while (this.#at < end) this.#ticked[this.#at++]!.flush(this.#shared);
    if (this.#ticked.length > 0 && this.#at >= this.#ticked.length) {
      this.#ticked = [];
      if (this.#waiting.length > 0) this.#arm();
    }
    if (this.#urgent.length > 0 || this.#ticked.length > 0) this.#immediate = setImmediate(this.#run);
    else this.#shared.clear();
  };
}
