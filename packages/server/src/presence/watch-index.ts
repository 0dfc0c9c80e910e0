import { NumberMap } from "./number-map.ts";

/**
 * Who watches whom, in slot numbers: five million edges are a working size. An edge is a number in the target's array
 * and an entry of small integers in the watcher's map, which says where in that array it stands, so that every change
 * of one edge is O(1) and an array is walked only to push.
 */
export class WatchIndex {
  readonly #watchers: Array<number[] | undefined> = [];
  readonly #targets: Array<NumberMap | undefined> = [];
  #edges = 0;

  get edges(): number {
    return this.#edges;
  }

  /** Whether the edge is new. `expected`: so many of this watcher are being added. */
  add(watcher: number, target: number, expected = 1): boolean {
    let targets = this.#targets[watcher];
    if (!targets) {
      targets = new NumberMap(expected);
      this.#targets[watcher] = targets;
    }
    if (targets.has(target)) return false;
    let watchers = this.#watchers[target];
    if (!watchers) {
      watchers = [];
      this.#watchers[target] = watchers;
    }
    targets.set(target, watchers.length);
    watchers.push(watcher);
    this.#edges++;
    return true;
  }

  /** Whether there was such an edge. */
  remove(watcher: number, target: number): boolean {
    const targets = this.#targets[watcher];
    const at = targets?.get(target);
    if (!targets || at === undefined) return false;
    targets.delete(target);
    if (targets.size === 0) this.#targets[watcher] = undefined;
    const watchers = this.#watchers[target]!;
    const last = watchers.pop()!;
    if (last !== watcher) {
      watchers[at] = last;
      this.#targets[last]!.set(target, at);
    }
    if (watchers.length === 0) this.#watchers[target] = undefined;
    this.#edges--;
    return true;
  }

  /** Ends all watching of this watcher; returns the targets it had. */
  removeAll(watcher: number): number[] {
    const targets = this.#targets[watcher]?.keys() ?? [];
    for (const target of targets) this.remove(watcher, target);
    return targets;
  }

  has(watcher: number, target: number): boolean {
    return this.#targets[watcher]?.has(target) ?? false;
  }

  /** How many targets the watcher has. */
  count(watcher: number): number {
    return this.#targets[watcher]?.size ?? 0;
  }

  /** In no order; valid until the next change. */
  watchersOf(target: number): readonly number[] {
    return this.#watchers[target] ?? [];
  }
}
