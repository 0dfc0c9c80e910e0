import type { Sliced } from "../kernel/slices.ts";
import { sorted } from "./sorted.ts";

/** A bit set of people, by place in the order of names. */
export type Bits = Uint32Array;

export function bitsFor(count: number): Bits {
  return new Uint32Array((count + 31) >>> 5);
}

export function setBit(bits: Bits, at: number): void {
  bits[at >>> 5]! |= 1 << (at & 31);
}

export function hasBit(bits: Bits, at: number): boolean {
  return (bits[at >>> 5]! & (1 << (at & 31))) !== 0;
}

/** An inverted index: sorted words, with the people of each word in one array, in the order of the words. */
export class Postings {
  readonly #words: readonly string[];
  readonly #starts: Uint32Array;
  readonly #people: Uint32Array;

  private constructor(words: readonly string[], starts: Uint32Array, people: Uint32Array) {
    this.#words = words;
    this.#starts = starts;
    this.#people = people;
  }

  /**
   * @param words the distinct words, in any order.
   * @param each calls `take` with the index in `words` of each word of each person, by ascending place. It is called twice.
   */
  static *making(
    words: readonly string[],
    each: (take: (word: number, at: number) => void) => Sliced<void>,
  ): Sliced<Postings> {
    const order = yield* sorted(Uint32Array.from(words.keys()), (a, b) => (words[a]! < words[b]! ? -1 : 1));
    const rank = new Uint32Array(words.length);
    order.forEach((word, place) => {
      rank[word] = place;
    });
    yield;
    const starts = new Uint32Array(words.length + 1);
    yield* each((word) => {
      starts[rank[word]! + 1]!++;
    });
    for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!;
    const next = starts.slice();
    const people = new Uint32Array(starts[words.length]!);
    yield* each((word, at) => {
      people[next[rank[word]!]!++] = at;
    });
    return new Postings(
      Array.from(order, (word) => words[word]!),
      starts,
      people,
    );
  }

  /** The people of all words with this prefix, possibly with repetitions. */
  beginning(start: string): Uint32Array {
    const from = this.#firstFrom(start);
    // "~" sorts after every character of a word, so this finds the first word behind those with the prefix.
    return this.#people.subarray(this.#starts[from]!, this.#starts[this.#firstFrom(`${start}~`)]!);
  }

  /** The people with exactly this word, in ascending order. */
  of(word: string): Uint32Array {
    const from = this.#firstFrom(word);
    const to = this.#words[from] === word ? from + 1 : from;
    return this.#people.subarray(this.#starts[from]!, this.#starts[to]!);
  }

  #firstFrom(word: string): number {
    let low = 0;
    let high = this.#words.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#words[middle]! < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
