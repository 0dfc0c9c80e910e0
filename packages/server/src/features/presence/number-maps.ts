import { TablePool } from "./table-pool.ts";

const EMPTY = -1;
/** Eight slots of two words. */
const FEWEST_BITS = 4;

/** The words that are kept of a map: where its table is, the table's size as the power of two, and the entries in it. */
const PLACE = 0;
const BITS = 1;
const SIZE = 2;
const WORDS = 3;

/**
 * Maps of numbers to numbers, all from 0 to 2³¹−1, known by small numbers themselves: each session has one with an entry
 * for everybody it watches. Open addressing, with the pairs side by side, in tables that all maps share; an empty map has
 * none.
 */
export class NumberMaps {
  readonly #tables = new TablePool();
  #maps = new Int32Array(1_024 * WORDS);

  size(map: number): number {
    return this.#maps[map * WORDS + SIZE] ?? 0;
  }

  /** The value; -1 when there is none. */
  get(map: number, key: number): number {
    if (this.size(map) === 0) return -1;
    const { pairs, from, last } = this.#tableOf(map);
    const at = find(pairs, from, last, key);
    return pairs[at] === EMPTY ? -1 : pairs[at + 1]!;
  }

  /** `expected`: so many are set one after the other, when the map is empty. */
  set(map: number, key: number, value: number, expected = 1): void {
    if (this.size(map) === 0) this.#begin(map, expected);
    let { pairs, from, last } = this.#tableOf(map);
    let at = find(pairs, from, last, key);
    if (pairs[at] === EMPTY) {
      const size = this.size(map) + 1;
      if (size > roomIn(this.#maps[map * WORDS + BITS]!)) {
        this.#grow(map);
        ({ pairs, from, last } = this.#tableOf(map));
        at = find(pairs, from, last, key);
      }
      this.#maps[map * WORDS + SIZE] = size;
      pairs[at] = key;
    }
    pairs[at + 1] = value;
  }

  delete(map: number, key: number): void {
    const size = this.size(map);
    if (size === 0) return;
    const { pairs, from, last } = this.#tableOf(map);
    const at = find(pairs, from, last, key);
    if (pairs[at] === EMPTY) return;
    this.#maps[map * WORDS + SIZE] = size - 1;
    if (size > 1) close(pairs, from, last, at - from);
    else this.#tables.give(this.#maps[map * WORDS + PLACE]!, this.#maps[map * WORDS + BITS]!);
  }

  /** In no order. */
  keys(map: number): number[] {
    const keys: number[] = [];
    if (this.size(map) === 0) return keys;
    const { pairs, from, last } = this.#tableOf(map);
    for (let at = from; at <= from + last; at += 2) if (pairs[at] !== EMPTY) keys.push(pairs[at]!);
    return keys;
  }

  /** The array in which the map's pairs lie, where they begin, and how far from there the last one is. */
  #tableOf(map: number): { pairs: Int32Array; from: number; last: number } {
    const place = this.#maps[map * WORDS + PLACE]!;
    const last = (1 << this.#maps[map * WORDS + BITS]!) - 2;
    return { pairs: this.#tables.chunkOf(place), from: this.#tables.offsetOf(place), last };
  }

  #begin(map: number, expected: number): void {
    if (map * WORDS >= this.#maps.length) {
      const old = this.#maps;
      this.#maps = new Int32Array(Math.max(old.length * 2, (map + 1) * WORDS));
      this.#maps.set(old);
    }
    let bits = FEWEST_BITS;
    while (roomIn(bits) < expected) bits++;
    this.#give(map, bits);
  }

  #grow(map: number): void {
    const { pairs, from, last } = this.#tableOf(map);
    const place = this.#maps[map * WORDS + PLACE]!;
    const bits = this.#maps[map * WORDS + BITS]!;
    this.#give(map, bits + 1);
    const grown = this.#tableOf(map);
    for (let at = from; at <= from + last; at += 2) {
      if (pairs[at] === EMPTY) continue;
      const to = find(grown.pairs, grown.from, grown.last, pairs[at]!);
      grown.pairs[to] = pairs[at]!;
      grown.pairs[to + 1] = pairs[at + 1]!;
    }
    this.#tables.give(place, bits);
  }

  /** Gives the map a table in which nothing is. */
  #give(map: number, bits: number): void {
    this.#maps[map * WORDS + PLACE] = this.#tables.take(bits);
    this.#maps[map * WORDS + BITS] = bits;
    const { pairs, from, last } = this.#tableOf(map);
    pairs.fill(EMPTY, from, from + last + 2);
  }
}

/** Seven of eight slots in use: what is looked for is still found within a cache line or two. */
function roomIn(bits: number): number {
  return (7 << bits) >> 4;
}

/** Where in `pairs` the key stands, or would. */
function find(pairs: Int32Array, from: number, last: number, key: number): number {
  let at = homeOf(key, last);
  while (pairs[from + at] !== key && pairs[from + at] !== EMPTY) at = (at + 2) & last;
  return from + at;
}

/** Fibonacci hashing: neighbouring numbers, which keys often are, come far apart. */
function homeOf(key: number, last: number): number {
  return (Math.imul(key, 0x9e37_79b1) >>> 7) & last;
}

/** Empties a slot. Whoever was put further on because it was taken moves up, so that no search ends too early. */
function close(pairs: Int32Array, from: number, last: number, slot: number): void {
  let hole = slot;
  for (let at = (hole + 2) & last; pairs[from + at] !== EMPTY; at = (at + 2) & last) {
    const home = homeOf(pairs[from + at]!, last);
    const reachesHole = hole <= at ? home <= hole || home > at : home <= hole && home > at;
    if (!reachesHole) continue;
    pairs[from + hole] = pairs[from + at]!;
    pairs[from + hole + 1] = pairs[from + at + 1]!;
    hole = at;
  }
  pairs[from + hole] = EMPTY;
}
