// P13 as plainly as it can be written: what one watcher holds of whom, tick by tick.
import { Availability } from "@livename/wire/presence";
import { OFFLINE, type Seen, same } from "./truth.ts";

const DAMP_MS = 2_000;

interface Edge {
  held: Seen;
  pushedMs: number;
  /** Watched by name, and through which groups. */
  direct: boolean;
  readonly groups: Set<string>;
  /** Comes into a group that is watched: the next tick tells of that behind its pushes, with what is seen then. */
  entering: boolean;
}

/** What one session holds. */
export class Edges {
  readonly #see: (person: number, nowMs: number) => Seen;
  readonly #edges = new Map<number, Edge>();

  constructor(see: (person: number, nowMs: number) => Seen) {
    this.#see = see;
  }

  get people(): number[] {
    return [...this.#edges.keys()];
  }

  held(person: number): Seen {
    return this.#edges.get(person)?.held ?? OFFLINE;
  }

  /** Asked by name or with a group: what is answered is held; an answer is no push. */
  add(person: number, why: "direct" | { readonly group: string }, nowMs: number): void {
    const edge = this.#edges.get(person) ?? {
      ...{ held: OFFLINE, pushedMs: Number.NEGATIVE_INFINITY, direct: false, groups: new Set<string>() },
      entering: false,
    };
    edge.held = this.#see(person, nowMs);
    if (why === "direct") edge.direct = true;
    else edge.groups.add(why.group);
    this.#edges.set(person, edge);
  }

  /** Came into a group that is watched. */
  enter(person: number, group: string, nowMs: number): void {
    const edge = this.#edges.get(person);
    if (edge) {
      edge.groups.add(group);
      edge.entering = true;
    } else this.add(person, { group }, nowMs);
  }

  remove(person: number, why: "direct" | { readonly group: string }): void {
    const edge = this.#edges.get(person);
    if (!edge) return;
    if (why === "direct") edge.direct = false;
    else edge.groups.delete(why.group);
    if (!edge.direct && edge.groups.size === 0) this.#edges.delete(person);
  }

  clear(): void {
    this.#edges.clear();
  }

  /** Pushes what is due at this tick; answers when the next is, if nothing else happens. */
  tick(nowMs: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const [person, edge] of this.#edges) {
      const now = this.#see(person, nowMs);
      const { entering } = edge;
      edge.entering = false;
      if (same(now, edge.held)) continue;
      const comes = edge.held.availability === Availability.OFFLINE;
      if (!comes && nowMs - edge.pushedMs < DAMP_MS) {
        if (entering) edge.held = now;
        else next = Math.min(next, edge.pushedMs + DAMP_MS);
        continue;
      }
      edge.held = now;
      edge.pushedMs = nowMs;
    }
    return next;
  }
}
