import { NumberMap } from "./number-map.ts";

/** The words of an edge, side by side in the array of its target. */
export const WATCHER = 0;
/** Of the version that the watcher holds, the low 32 bits. */
export const VERSION = 1;
/** The tick of the last push on this edge, modulo 2³². */
export const PUSHED = 2;
/** Why there is the edge, and what is to be remembered of it: the bits below. */
export const FLAGS = 3;
export const WORDS = 4;

/** The person is watched by name. */
export const DIRECT = 1;
/** What the watcher holds is from before the server's start, and whoever is offline may not be back yet (P18). */
export const AWAITED = 2;
/** Once for each group through which the person is watched, in the bits from here on. */
export const GROUP = 4;

const FEWEST = 4;
const NONE = new Int32Array(0);

/**
 * Who watches whom, in slot numbers: five million edges are a working size. An edge is four words in the target's
 * array and an entry of two in the watcher's map, which says where in that array it stands, so that every change of
 * one edge is O(1) and a target's watchers are walked through memory from end to end.
 */
export class WatchIndex {
  readonly #targets: Array<NumberMap | undefined> = [];
  readonly #words: Array<Int32Array | undefined> = [];
  readonly #lengths: number[] = [];
  #edges = 0;

  get edges(): number {
    return this.#edges;
  }

  /** Where in the target's words the edge begins; -1 when there is none. Valid until the next change of the index. */
  find(watcher: number, target: number): number {
    return this.#targets[watcher]?.get(target) ?? -1;
  }

  /** Makes an edge that is not there yet, without flags. `expected`: so many of this watcher are being added. */
  add(watcher: number, target: number, version: number, pushed: number, expected = 1): number {
    let targets = this.#targets[watcher];
    if (!targets) {
      targets = new NumberMap(expected);
      this.#targets[watcher] = targets;
    }
    const at = this.#lengths[target] ?? 0;
    let words = this.#words[target];
    if (!words || words.length === at) {
      const grown = new Int32Array(at === 0 ? FEWEST * WORDS : at + Math.max(FEWEST, at >> 3) * WORDS);
      if (words) grown.set(words);
      words = grown;
      this.#words[target] = words;
    }
    words[at + WATCHER] = watcher;
    words[at + VERSION] = version;
    words[at + PUSHED] = pushed;
    words[at + FLAGS] = 0;
    this.#lengths[target] = at + WORDS;
    targets.set(target, at);
    this.#edges++;
    return at;
  }

  /** Whether there was such an edge. */
  remove(watcher: number, target: number): boolean {
    const targets = this.#targets[watcher];
    const at = targets?.get(target);
    if (!targets || at === undefined) return false;
    targets.delete(target);
    if (targets.size === 0) this.#targets[watcher] = undefined;
    const words = this.#words[target]!;
    const last = this.#lengths[target]! - WORDS;
    this.#lengths[target] = last;
    if (at !== last) {
      words.copyWithin(at, last, last + WORDS);
      this.#targets[words[at + WATCHER]!]!.set(target, at);
    }
    if (last === 0) this.#words[target] = undefined;
    else if (words.length > FEWEST * WORDS && last * 4 <= words.length) this.#words[target] = words.slice(0, last * 2);
    this.#edges--;
    return true;
  }

  /** Ends all watching of this watcher; returns the targets it had. */
  removeAll(watcher: number): number[] {
    const targets = this.targetsOf(watcher);
    for (const target of targets) this.remove(watcher, target);
    return targets;
  }

  /** How many targets the watcher has. */
  count(watcher: number): number {
    return this.#targets[watcher]?.size ?? 0;
  }

  /** In no order. */
  targetsOf(watcher: number): number[] {
    return this.#targets[watcher]?.keys() ?? [];
  }

  /** The target's edges, in no order, up to `lengthOf`; for reading and writing until the next change of the index. */
  wordsOf(target: number): Int32Array {
    return this.#words[target] ?? NONE;
  }

  /** How many words of `wordsOf` are in use. */
  lengthOf(target: number): number {
    return this.#lengths[target] ?? 0;
  }
}
