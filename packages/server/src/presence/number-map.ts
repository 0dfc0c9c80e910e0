const EMPTY = -1;
const FEWEST_SLOTS = 8;

/**
 * Numbers to numbers, all from 0 to 2³¹−1, in less than half the memory of a Map: each session has one with an entry
 * for everybody it watches. Open addressing, with the pairs side by side in one array.
 */
export class NumberMap {
  #pairs: Int32Array;
  #size = 0;

  /** Has room for `expected` from the start. */
  constructor(expected = 0) {
    let slots = FEWEST_SLOTS;
    while (slots * 7 < expected * 8) slots *= 2;
    this.#pairs = emptyPairs(slots);
  }

  get size(): number {
    return this.#size;
  }

  get(key: number): number | undefined {
    const at = this.#find(key);
    return this.#pairs[at] === EMPTY ? undefined : this.#pairs[at + 1]!;
  }

  has(key: number): boolean {
    return this.#pairs[this.#find(key)] !== EMPTY;
  }

  set(key: number, value: number): void {
    let at = this.#find(key);
    if (this.#pairs[at] === EMPTY) {
      // Seven of eight slots in use: what is looked for is still found within a cache line or two.
      if ((this.#size + 1) * 16 > this.#pairs.length * 7) {
        this.#grow();
        at = this.#find(key);
      }
      this.#size++;
      this.#pairs[at] = key;
    }
    this.#pairs[at + 1] = value;
  }

  delete(key: number): void {
    const pairs = this.#pairs;
    let hole = this.#find(key);
    if (pairs[hole] === EMPTY) return;
    this.#size--;
    // Whoever was put further on because the slot was taken moves up, so that no search ends too early.
    for (let at = next(hole, pairs); pairs[at] !== EMPTY; at = next(at, pairs)) {
      const home = this.#home(pairs[at]!);
      const reachesHole = hole <= at ? home <= hole || home > at : home <= hole && home > at;
      if (!reachesHole) continue;
      pairs[hole] = pairs[at]!;
      pairs[hole + 1] = pairs[at + 1]!;
      hole = at;
    }
    pairs[hole] = EMPTY;
  }

  /** In no order. */
  keys(): number[] {
    return [...this.#pairs].filter((key, index) => index % 2 === 0 && key !== EMPTY);
  }

  /** Where the key stands, or would. */
  #find(key: number): number {
    const pairs = this.#pairs;
    let at = this.#home(key);
    while (pairs[at] !== key && pairs[at] !== EMPTY) at = next(at, pairs);
    return at;
  }

  #home(key: number): number {
    // Fibonacci hashing: neighbouring numbers, which keys often are, come far apart.
    return (Math.imul(key, 0x9e37_79b1) >>> 7) & (this.#pairs.length - 2);
  }

  #grow(): void {
    const old = this.#pairs;
    this.#pairs = emptyPairs(old.length);
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] === EMPTY) continue;
      const to = this.#find(old[at]!);
      this.#pairs[to] = old[at]!;
      this.#pairs[to + 1] = old[at + 1]!;
    }
  }
}

function emptyPairs(slots: number): Int32Array {
  return new Int32Array(slots * 2).fill(EMPTY);
}

function next(at: number, pairs: Int32Array): number {
  return (at + 2) & (pairs.length - 2);
}
