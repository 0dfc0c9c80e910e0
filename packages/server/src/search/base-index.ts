import { LRUCache } from "lru-cache";
import type { Field } from "./person-words.ts";
import { backwards, type PhoneTable } from "./phone-table.ts";
import { type Bits, bitsFor, type Postings, setBit } from "./postings.ts";
import type { QueryWord } from "./query.ts";

/** Results of prefixes with at least this many people are cached, because single letters are typed most often. */
const MANY = 5_000;
const KEPT = 200;

/** The index's arrays, by place in the order of names. */
export interface BaseIndexParts {
  readonly ids: readonly string[];
  /** The places sorted by id. */
  readonly byId: Uint32Array;
  readonly keys: readonly string[];
  readonly departments: readonly string[];
  readonly managers: readonly string[];
  readonly postings: Readonly<Record<Field, Postings>>;
  /** Phone numbers from the start of each group of digits, and whole numbers reversed. */
  readonly starts: PhoneTable;
  readonly ends: PhoneTable;
}

/** An immutable index of people in order of name. Later changes are kept in `DirectoryIndex`. */
export class BaseIndex {
  readonly ids: readonly string[];
  readonly keys: readonly string[];
  readonly departments: readonly string[];
  readonly managers: readonly string[];
  readonly #byId: Uint32Array;
  readonly #postings: Readonly<Record<Field, Postings>>;
  readonly #starts: PhoneTable;
  readonly #ends: PhoneTable;
  readonly #kept = new LRUCache<string, Bits>({ max: KEPT });

  constructor(parts: BaseIndexParts) {
    this.ids = parts.ids;
    this.keys = parts.keys;
    this.departments = parts.departments;
    this.managers = parts.managers;
    this.#postings = parts.postings;
    this.#starts = parts.starts;
    this.#ends = parts.ends;
    this.#byId = parts.byId;
  }

  get size(): number {
    return this.ids.length;
  }

  /** The person's place; -1 for an unknown person. */
  placeOf(id: string): number {
    let low = 0;
    let high = this.#byId.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ids[this.#byId[middle]!]! < id) low = middle + 1;
      else high = middle;
    }
    const at = this.#byId[low];
    return at !== undefined && this.ids[at] === id ? at : -1;
  }

  /** The first place behind this key and id. */
  placeAfter(key: string, id: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.keys[middle]!;
      if (other < key || (other === key && this.ids[middle]! <= id)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Sets `bits` to the people with a word that begins with the query's, in the given fields, or with `phones` also by phone number. */
  beginning({ starts, digits }: QueryWord, fields: readonly Field[], phones: boolean, bits: Bits): void {
    bits.fill(0);
    for (const field of fields)
      for (const start of starts) this.#mark(bits, `${field} ${start}`, this.#postings[field].beginning(start));
    if (!phones || digits === undefined) return;
    this.#mark(bits, `from ${digits}`, this.#starts.beginning(digits));
    this.#mark(bits, `to ${digits}`, this.#ends.beginning(backwards(digits)));
  }

  /** The people with exactly this word, in ascending order. */
  having(word: string, field: Field): Uint32Array {
    return this.#postings[field].of(word);
  }

  /** The people whose phone number, from one of its groups of digits, begins with these digits, or ends with them. May have repetitions. */
  phoning(digits: string): number[] {
    return [...this.#starts.beginning(digits), ...this.#ends.beginning(backwards(digits))];
  }

  #mark(bits: Bits, name: string, found: Uint32Array): void {
    if (found.length < MANY) {
      for (let i = 0; i < found.length; i++) setBit(bits, found[i]!);
      return;
    }
    let kept = this.#kept.get(name);
    if (!kept) {
      kept = bitsFor(this.size);
      for (let i = 0; i < found.length; i++) setBit(kept, found[i]!);
      this.#kept.set(name, kept);
    }
    for (let i = 0; i < bits.length; i++) bits[i]! |= kept[i]!;
  }
}
