/** Lists that are looked at for those who came into groups or left them, in each such time: some 50 ms of work. */
const LOOKS = { count: 400_000, everyMs: 1_000 };
/** How many who came or left are remembered. */
const MOVES = 100_000;

/**
 * Who came into a group or left it when it takes too long to look at each of them for each who names the group. That is
 * remembered once for all: what those who name the group showed them before counts as hidden.
 */
export class Crowds {
  /** By community: what may still be looked at, since when. */
  readonly #looks = new Map<string, { left: number; readonly sinceMs: number }>();
  /** By community and person, then by group: when. */
  readonly #moves = new Map<string, Map<string, number>>();
  #count = 0;

  /** Whether so many lists may be looked at now. */
  mayLook(community: string, lists: number, nowMs: number): boolean {
    let looks = this.#looks.get(community);
    if (!looks || nowMs >= looks.sinceMs + LOOKS.everyMs) {
      looks = { left: LOOKS.count, sinceMs: nowMs };
      this.#looks.set(community, looks);
    }
    if (lists > looks.left) return false;
    looks.left -= lists;
    return true;
  }

  /** False when there is no room, and then nothing is remembered of the group. */
  moved(community: string, group: string, people: readonly string[], atMs: number): boolean {
    if (this.#count + people.length > MOVES) {
      this.#forget(community, group);
      return false;
    }
    for (const person of people) {
      const key = `${community} ${person}`;
      const groups = this.#moves.get(key) ?? new Map<string, number>();
      if (!groups.has(group)) this.#count++;
      this.#moves.set(key, groups.set(group, atMs));
    }
    return true;
  }

  /** When the person last came into one of these groups or left it; 0 for never. */
  lastMs(community: string, person: string, isNamed: (group: string) => boolean): number {
    let lastMs = 0;
    for (const [group, atMs] of this.#moves.get(`${community} ${person}`) ?? [])
      if (atMs > lastMs && isNamed(group)) lastMs = atMs;
    return lastMs;
  }

  #forget(community: string, group: string): void {
    for (const [key, groups] of this.#moves) {
      if (!key.startsWith(`${community} `) || !groups.delete(group)) continue;
      this.#count--;
      if (groups.size === 0) this.#moves.delete(key);
    }
  }
}
