import type { Clock } from "../time/clock.ts";
import { SharedFrames } from "./framing.ts";

/** Something with an outbox. */
export interface Flushable {
  /** With `shared`, what the same flush sends to others is framed once. */
  flush(shared?: SharedFrames): void;
}

/**
 * So many answers go out together. Writing them one by one wakes their readers one by one, which costs more than the
 * write itself; of more than these the first would lie too long and leave the processor's cache.
 */
const ANSWERS = 32;

/** A change seen by many must not keep the loop from everything else until the last of them has it. */
const CHUNK = 384;

/** More arrivals than this since the last tick put the next one off by so much each: from 400 a second on. */
const FEW_ARRIVALS = 8;
const ARRIVAL_MS = 2.5;

/** The latest that changes are flushed while many arrive: no later than a second change may be told anyway (P13). */
const MAX_TICK_MS = 2_000;

/**
 * Flushes outboxes: `soon`, when the loop has done what is at hand, or at the next tick, which gathers the changes
 * of many people into one write a connection. A tick that nothing preceded comes at once.
 *
 * While many arrive at once, as after a restart, ticks are longer. Each arrival is a change to all who watch the
 * person, and writes to sockets are what costs most: the longer changes wait, the more of them go into one write.
 */
export class Pulse {
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #shared = new SharedFrames();
  #answers: Flushable[] = [];
  #answersDue: NodeJS.Immediate | undefined;
  /** Those who wait for the loop to turn. */
  #urgent: Flushable[] = [];
  /** Those of the present tick, done up to `#at`. */
  #ticked: Flushable[] = [];
  #at = 0;
  /** Those of the next tick. */
  #waiting: Flushable[] = [];
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #arrivals = 0;
  #immediate: NodeJS.Immediate | undefined;
  #cancelTick: (() => void) | undefined;

  constructor(clock: Clock, tickMs: number) {
    this.#clock = clock;
    this.#tickMs = tickMs;
  }

  /** Flushes what answers a command when the loop has read what came in meanwhile, or earlier with enough others. */
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

  /** Somebody came: changes in plenty follow. */
  arrived(): void {
    this.#arrivals++;
  }

  /** Flushes at the next full tick, not at once: for those whose reader is slow. */
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
    // Replies and messages do not stand in line behind a tick's many.
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
