import { EdgePool, WATCHER } from "./edge-pool.ts";
import { NumberMaps } from "./number-maps.ts";

/**
 * Who watches whom, in slot numbers: five million edges are a working size. An edge is four words in the list of its
 * target and two in the watcher's map, which says where in that list it stands, so that every change of one edge is O(1)
 * and a list is walked only to push.
 */
export class WatchIndex {
  /** What is known of each edge, by its place. */
  readonly edges = new EdgePool();
  /** By watcher, where its edge to each target stands. */
  readonly #places = new NumberMaps();
  #count = 0;

  /** How many edges there are. */
  get count(): number {
    return this.#count;
  }

  /** Where the edge stands until the next change of the index; -1 when there is none. */
  find(watcher: number, target: number): number {
    return this.#places.get(watcher, target);
  }

  /** Makes an edge that is not there yet; all its words but the first are the caller's. `expected`: so many follow. */
  add(watcher: number, target: number, expected = 1): number {
    const place = this.edges.add(target);
    this.edges.set(place, WATCHER, watcher);
    this.#places.set(watcher, target, place, expected);
    this.#count++;
    return place;
  }

  /** Whether there was such an edge. */
  remove(watcher: number, target: number): boolean {
    const place = this.#places.get(watcher, target);
    if (place < 0) return false;
    this.#places.delete(watcher, target);
    if (this.edges.remove(target, place) >= 0) this.#places.set(this.edges.get(place, WATCHER), target, place);
    this.#count--;
    return true;
  }

  /** Ends all watching of this watcher; returns the targets it had. */
  removeAll(watcher: number): number[] {
    const targets = this.targetsOf(watcher);
    for (const target of targets) this.remove(watcher, target);
    return targets;
  }

  /** How many targets the watcher has. */
  countOf(watcher: number): number {
    return this.#places.size(watcher);
  }

  /** In no order. */
  targetsOf(watcher: number): number[] {
    return this.#places.keys(watcher);
  }

  /** Touches the place where the target's next edge will stand, or near it. */
  fetch(target: number): number {
    const first = this.edges.first(target);
    return first < 0 ? 0 : this.edges.get(first, WATCHER);
  }

  /** Whether anybody watches the target. */
  isWatched(target: number): boolean {
    return this.edges.first(target) >= 0;
  }
}
