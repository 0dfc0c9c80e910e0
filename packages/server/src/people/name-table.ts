import { fetched } from "../kernel/prefetch.ts";

/** Positions and hashes of a name, side by side; a position of 0 is an empty slot. */
const PAIR = 2;
const FEWEST_SLOTS = 1_024;
const NONE = -1;
const HEAD = 5;

/**
 * Finds numbers by names given as bytes: whoever signs in names the fifty people they watch, and making a text of each
 * would cost more than finding it. Names are ASCII without capitals; those that are not stand in no table, and are not
 * found here. Names lie behind each other in one array, so that a look-up touches two places in memory.
 */
export class NameTable {
  #slots = new Int32Array(FEWEST_SLOTS * PAIR);
  #count = 0;
  /** Each name as its number in four bytes, its length in one, and its letters. Nothing stands at 0. */
  #names = Buffer.alloc(1 << 16);
  #end = 1;
  #hashes = new Int32Array(64);
  #places = new Int32Array(64);

  /** Gives the name a number, or takes it away with -1. A name that is not plain, or over 255 characters, is left out. */
  set(name: string, number: number): void {
    if (!isPlain(name)) return;
    const bytes = Buffer.from(name, "latin1");
    const hash = hashOf(bytes, 0, bytes.length);
    const known = this.#find(bytes, 0, bytes.length, hash);
    if (known > 0) {
      this.#names.writeInt32LE(number, known);
      return;
    }
    if (number < 0) return;
    if ((this.#count + 1) * PAIR * 3 > this.#slots.length * 2) this.#grow();
    const at = this.#append(bytes, number);
    this.#put(hash, at);
    this.#count++;
  }

  /** The number of the name that stands in these bytes; -1 when it has none. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const at = this.#find(bytes, start, end, hashOf(bytes, start, end));
    return at > 0 ? numberAt(this.#names, at) : NONE;
  }

  /**
   * The same for many: for each the number of the name between two of `spans`, one behind the other. A look-up is
   * little but two fetches from memory, which are made together for all.
   */
  findAll(bytes: Uint8Array, spans: Int32Array, count: number, numbers: Int32Array): void {
    const slots = this.#slots;
    const names = this.#names;
    if (this.#hashes.length < count) {
      this.#hashes = new Int32Array(count);
      this.#places = new Int32Array(count);
    }
    const hashes = this.#hashes;
    const places = this.#places;
    for (let item = 0; item < count; item++) hashes[item] = hashOf(bytes, spans[item * 2]!, spans[item * 2 + 1]!);
    for (let item = 0; item < count; item++) places[item] = slots[home(hashes[item]!, slots)]!;
    let touched = 0;
    for (let item = 0; item < count; item++) touched ^= names[places[item]!]!;
    fetched.value = touched;
    for (let item = 0; item < count; item++) {
      const at = this.#find(bytes, spans[item * 2]!, spans[item * 2 + 1]!, hashes[item]!);
      numbers[item] = at > 0 ? numberAt(names, at) : NONE;
    }
  }

  #find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const names = this.#names;
    const length = end - start;
    for (let slot = home(hash, slots); slots[slot] !== 0; slot = next(slot, slots)) {
      if (slots[slot + 1] !== hash) continue;
      const at = slots[slot]!;
      if (names[at + 4] !== length) continue;
      let same = 0;
      while (same < length && names[at + HEAD + same] === bytes[start + same]) same++;
      if (same === length) return at;
    }
    return 0;
  }

  #append(bytes: Buffer, number: number): number {
    const at = this.#end;
    this.#end += HEAD + bytes.length;
    if (this.#end > this.#names.length) {
      const grown = Buffer.alloc(this.#names.length * 2);
      grown.set(this.#names);
      this.#names = grown;
    }
    this.#names.writeInt32LE(number, at);
    this.#names[at + 4] = bytes.length;
    this.#names.set(bytes, at + HEAD);
    return at;
  }

  #put(hash: number, at: number): void {
    const slots = this.#slots;
    let slot = home(hash, slots);
    while (slots[slot] !== 0) slot = next(slot, slots);
    slots[slot] = at;
    slots[slot + 1] = hash;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    for (let slot = 0; slot < old.length; slot += PAIR) if (old[slot] !== 0) this.#put(old[slot + 1]!, old[slot]!);
  }
}

/** FNV-1a: names are chosen by administrators, not by whoever asks, and a search of many steps harms nobody else. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash;
}

function home(hash: number, slots: Int32Array): number {
  return (Math.imul(hash, 0x9e37_79b1) >>> 7) & (slots.length - PAIR);
}

function next(slot: number, slots: Int32Array): number {
  return (slot + PAIR) & (slots.length - PAIR);
}

function numberAt(names: Uint8Array, at: number): number {
  return names[at]! | (names[at + 1]! << 8) | (names[at + 2]! << 16) | (names[at + 3]! << 24);
}

const PLAIN = /^[!-@[-~]{1,255}$/;

function isPlain(name: string): boolean {
  return PLAIN.test(name);
}
