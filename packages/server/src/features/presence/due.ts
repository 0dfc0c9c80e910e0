import type { Clock } from "../../time/clock.ts";
import { Ticker, type Turn } from "../../time/ticker.ts";
import type { Register } from "./registers.ts";

/** What is looked at again at one tick. */
export interface DueLook {
  /** Ticks of the monotonic clock. */
  readonly tick: number;
  /** All watchers of these. */
  readonly registers: ReadonlySet<Register>;
  /** All that these watch, by their slots. */
  readonly watchers: ReadonlySet<number>;
}

const NEVER = Number.POSITIVE_INFINITY;

/**
 * When watchers are told: at ticks on a grid, whatever happened in between. A register stands for all its edges that
 * are held back, with the first tick at which one of them may be told, so that damping costs no timer and no entry an
 * edge.
 */
export class DueLooks {
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #turn: Turn;
  /** Registers by tick. One that was put off since then stands at its new tick too. */
  readonly #due = new Map<number, Register[]>();
  #watchers = new Set<number>();

  constructor(clock: Clock, tickMs: number, review: (review: DueLook) => void) {
    this.#clock = clock;
    this.#tickMs = tickMs;
    this.#turn = Ticker.of(clock).join((nowMs) => {
      const tick = Math.floor(nowMs / tickMs);
      const watchers = this.#watchers;
      this.#watchers = new Set();
      review({ tick, registers: this.#take(tick), watchers });
      this.#arm();
    });
  }

  /** The tick that comes next. */
  get next(): number {
    return Math.floor(this.#clock.monotonic() / this.#tickMs) + 1;
  }

  /** Looks at the register's watchers at the tick, if none is sooner; Infinity for never. */
  at(tick: number, register: Register): void {
    if (tick >= register.reviewTick) return;
    register.reviewTick = tick;
    const due = this.#due.get(tick);
    if (due) due.push(register);
    else {
      this.#due.set(tick, [register]);
      this.#turn.at(tick * this.#tickMs);
    }
  }

  /** Looks at all that the watcher watches at the next tick. */
  watcher(slot: number): void {
    this.#watchers.add(slot);
    this.#turn.at(this.next * this.#tickMs);
  }

  stop(): void {
    this.#turn.leave();
    this.#due.clear();
    this.#watchers.clear();
  }

  #take(now: number): Set<Register> {
    const taken = new Set<Register>();
    for (const [tick, registers] of this.#due) {
      if (tick > now) continue;
      this.#due.delete(tick);
      for (const register of registers) {
        if (register.reviewTick > now) continue;
        register.reviewTick = NEVER;
        taken.add(register);
      }
    }
    return taken;
  }

  #arm(): void {
    for (const tick of this.#due.keys()) this.#turn.at(tick * this.#tickMs);
  }
}
