import { LRUCache } from "lru-cache";
import type { Field } from "./person-words.ts";
import { backwards, type PhoneTable } from "./phone-table.ts";
import { type Bits, bitsFor, type Postings, setBit } from "./postings.ts";
import type { QueryWord } from "./query.ts";

/** Where more people than this begin alike, who they are is kept: nothing is typed as often as a first letter. */
const MANY = 5_000;
const KEPT = 200;

/** Everything by place in the order of names. */
export interface BaseIndexParts {
  readonly ids: readonly string[];
  /** Places in the order of ids. */
  readonly byId: Uint32Array;
  readonly keys: readonly string[];
  readonly departments: readonly string[];
  readonly managers: readonly string[];
  readonly postings: Readonly<Record<Field, Postings>>;
  /** Phone numbers from each of their groups on, and whole ones backwards. */
  readonly starts: PhoneTable;
  readonly ends: PhoneTable;
}

/** A number of people in order of name, as one found them; who changed since stands elsewhere. */
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

  /** The person's place, -1 when there is none. */
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

  /** Into `bits`: people one of whose words begins so, in the given fields, and by phone number when that is asked for. */
  beginning({ starts, digits }: QueryWord, fields: readonly Field[], phones: boolean, bits: Bits): void {
    bits.fill(0);
    for (const field of fields)
      for (const start of starts) this.#mark(bits, `${field} ${start}`, this.#postings[field].beginning(start));
    if (!phones || digits === undefined) return;
    this.#mark(bits, `from ${digits}`, this.#starts.beginning(digits));
    this.#mark(bits, `to ${digits}`, this.#ends.beginning(backwards(digits)));
  }

  /** Ascending, each once: people who have this very word. */
  having(word: string, field: Field): Uint32Array {
    return this.#postings[field].of(word);
  }

  /** People whose number is this from one of its groups on, or ends so. Some more than once. */
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
