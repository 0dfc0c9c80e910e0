/** The words of an edge. */
export const WATCHER = 0;
/** Of the version that the watcher holds, the low 32 bits. */
export const VERSION = 1;
/** The tick of the last push on this edge, modulo 2³². */
export const PUSHED = 2;
/** Why there is the edge, and what is to be remembered of it. */
export const FLAGS = 3;
const WORDS = 4;

/** A block has eight times the words of an edge: seven edges, and before them where the next block of the list is. */
const BLOCK = 8 * WORDS;
const LAST = BLOCK - WORDS;
/** A chunk has 2¹⁸ words, one mebibyte. */
const CHUNK_BITS = 18;
const CHUNK = 1 << CHUNK_BITS;
const END = -1;

/**
 * Edges in lists, one list a target, in blocks of two cache lines that all lists share: millions of edges are a few
 * hundred objects, so that none of them costs the collector anything and no list is copied when it grows. A place is
 * where an edge stands; it is the edge's until `remove` puts another one there.
 */
export class EdgePool {
  readonly #chunks: Int32Array[] = [];
  /** By list, the place of the edge added last; the blocks behind its own are full. */
  #tops = new Int32Array(1_024).fill(END);
  /** The first of the blocks that are free. */
  #free = END;
  #used = 0;

  get(place: number, word: number): number {
    return this.#chunks[place >>> CHUNK_BITS]![(place & (CHUNK - 1)) + word]!;
  }

  /** Keeps the low 32 bits of the value. */
  set(place: number, word: number, value: number): void {
    this.#chunks[place >>> CHUNK_BITS]![(place & (CHUNK - 1)) + word] = value;
  }

  /** The place of the list's first edge, in the order of walking; -1 when it has none. */
  first(list: number): number {
    return list >= 0 && list < this.#tops.length ? this.#tops[list]! : END;
  }

  /** The place of the edge after this one; -1 behind the last. */
  after(place: number): number {
    const before = place - WORDS;
    if (before % BLOCK !== 0) return before;
    const next = this.get(before, 0);
    return next === END ? END : next + LAST;
  }

  /** Makes room for an edge; its words are what they were. */
  add(list: number): number {
    if (list >= this.#tops.length) this.#grow(list);
    const top = this.#tops[list]!;
    let place = top + WORDS;
    if (top === END || place % BLOCK === 0) {
      const block = this.#take();
      this.set(block, 0, top === END ? END : top - LAST);
      place = block + WORDS;
    }
    this.#tops[list] = place;
    return place;
  }

  /** Takes the edge out of its list. Whatever stands at `place` then came from the place returned; -1 when nothing did. */
  remove(list: number, place: number): number {
    const top = this.#tops[list]!;
    if (place !== top) for (let word = 0; word < WORDS; word++) this.set(place, word, this.get(top, word));
    const before = top - WORDS;
    if (before % BLOCK !== 0) this.#tops[list] = before;
    else {
      const next = this.get(before, 0);
      this.#tops[list] = next === END ? END : next + LAST;
      this.set(before, 0, this.#free);
      this.#free = before;
    }
    return place === top ? END : top;
  }

  #take(): number {
    const free = this.#free;
    if (free !== END) {
      this.#free = this.get(free, 0);
      return free;
    }
    if (this.#used === this.#chunks.length * CHUNK) this.#chunks.push(new Int32Array(CHUNK));
    const block = this.#used;
    this.#used += BLOCK;
    return block;
  }

  #grow(list: number): void {
    const old = this.#tops;
    this.#tops = new Int32Array(Math.max(old.length * 2, list + 1)).fill(END);
    this.#tops.set(old);
  }
}
