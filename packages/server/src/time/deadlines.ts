import type { Clock } from "./clock.ts";

/** How late a deadline may be seen. */
const SLOT_MS = 1_000;

/** The clock that deadlines refer to: monotonic for durations, wall for times that people chose. */
export type DeadlineTime = "monotonic" | "wall";

/**
 * Any number of deadlines with one timer, one deadline per key. `due` is called up to a second late, never early. Distant
 * deadlines cost nothing until they are due. If the wall clock is set, deadlines that are now due are found within a
 * second.
 */
export class Deadlines<Key> {
  readonly #clock: Clock;
  readonly #now: () => number;
  readonly #due: (key: Key) => void;
  readonly #slots = new Map<number, Set<Key>>();
  readonly #slotOf = new Map<Key, number>();
  #seen = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, time: DeadlineTime, due: (key: Key) => void) {
    this.#clock = clock;
    this.#now = time === "wall" ? () => clock.now() : () => clock.monotonic();
    this.#due = due;
  }

  get size(): number {
    return this.#slotOf.size;
  }

  /** Sets or replaces the key's deadline. A deadline in the past is due at the next full second. */
  set(key: Key, atMs: number): void {
    if (!this.#cancel) this.#seen = Math.floor(this.#now() / SLOT_MS);
    const slot = Math.max(Math.ceil(atMs / SLOT_MS), Math.floor(this.#now() / SLOT_MS) + 1);
    if (this.#slotOf.get(key) === slot) return;
    this.clear(key);
    this.#slotOf.set(key, slot);
    const keys = this.#slots.get(slot);
    if (keys) keys.add(key);
    else this.#slots.set(slot, new Set([key]));
    if (!this.#cancel) this.#arm();
  }

  /** Removes the key's deadline. Returns whether it had one. */
  clear(key: Key): boolean {
    const slot = this.#slotOf.get(key);
    if (slot === undefined) return false;
    this.#slotOf.delete(key);
    const keys = this.#slots.get(slot);
    keys?.delete(key);
    if (keys?.size === 0) this.#slots.delete(slot);
    return true;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#slots.clear();
    this.#slotOf.clear();
  }

  #arm(): void {
    const now = this.#now();
    this.#cancel = this.#clock.after(SLOT_MS - (now % SLOT_MS), () => this.#turn());
  }

  #turn(): void {
    const now = Math.floor(this.#now() / SLOT_MS);
    // After a large jump of the clock, or a step back, go through the slots that exist instead of the seconds passed.
    const passed =
      now - this.#seen > this.#slots.size || now < this.#seen
        ? [...this.#slots.keys()].filter((slot) => slot <= now).sort((a, b) => a - b)
        : Array.from({ length: Math.max(0, now - this.#seen) }, (_, index) => this.#seen + 1 + index);
    this.#seen = now;
    for (const slot of passed) {
      const keys = this.#slots.get(slot);
      if (!keys) continue;
      this.#slots.delete(slot);
      for (const key of keys) {
        this.#slotOf.delete(key);
        this.#due(key);
      }
    }
    this.#cancel = undefined;
    if (this.#slotOf.size > 0) this.#arm();
  }
}
