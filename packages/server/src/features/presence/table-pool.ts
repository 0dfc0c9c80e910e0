/** A chunk has 2¹⁸ words, one mebibyte. */
const CHUNK_BITS = 18;
const CHUNK = 1 << CHUNK_BITS;
const MOST_BITS = 31;
const END = -1;

/**
 * Tables of 2ⁿ words cut from a few large arrays: a hundred thousand arrays of their own would lie between what lives
 * shortly, and keep the memory around them from being given back. Tables are known by their places.
 */
export class TablePool {
  readonly #chunks: Int32Array[] = [];
  /** By size, the first of the tables that are free; each says in its first word where the next one is. */
  readonly #free = new Int32Array(MOST_BITS).fill(END);
  /** What has not been cut yet, from here to the end of its chunk. */
  #next = 0;
  #left = 0;

  /** The array in which the table lies, from `offsetOf` on. */
  chunkOf(place: number): Int32Array {
    return this.#chunks[place >>> CHUNK_BITS]!;
  }

  offsetOf(place: number): number {
    return place & (CHUNK - 1);
  }

  /** A table of 2ᵇⁱᵗˢ words, which are what they were. */
  take(bits: number): number {
    const free = this.#free[bits]!;
    if (free !== END) {
      this.#free[bits] = this.chunkOf(free)[this.offsetOf(free)]!;
      return free;
    }
    const words = 1 << bits;
    if (words > CHUNK) return this.#grow(words);
    if (words > this.#left) {
      this.#cutUp();
      this.#next = this.#grow(CHUNK);
      this.#left = CHUNK;
    }
    return this.#cut(bits);
  }

  /** Takes the table back. */
  give(place: number, bits: number): void {
    this.chunkOf(place)[this.offsetOf(place)] = this.#free[bits]!;
    this.#free[bits] = place;
  }

  /** What is left is too small for the table at hand, but not for others. */
  #cutUp(): void {
    while (this.#left > 0) {
      const bits = 31 - Math.clz32(this.#left);
      this.give(this.#cut(bits), bits);
    }
  }

  #cut(bits: number): number {
    const place = this.#next;
    this.#next += 1 << bits;
    this.#left -= 1 << bits;
    return place;
  }

  /** The place of the first word of a new chunk. */
  #grow(words: number): number {
    return (this.#chunks.push(new Int32Array(words)) - 1) << CHUNK_BITS;
  }
}
