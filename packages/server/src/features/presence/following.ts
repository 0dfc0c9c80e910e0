import type { PresenceInit } from "@livename/wire/presence";
import type { Budget, Holder } from "../../kernel/budget.ts";
import type { Session } from "../../kernel/feature.ts";
import type { Viewer } from "../../people/view.ts";
import type { DueLooks } from "./due.ts";
import { FLAGS, PUSHED, VERSION } from "./edge-pool.ts";
import { type EncodedView, isOffline } from "./encoded-view.ts";
import { AWAITED, type Notifier } from "./notifier.ts";
import type { Register, Registers } from "./registers.ts";
import { Slots } from "./slots.ts";
import type { Start } from "./start.ts";
import type { WatchIndex } from "./watch-index.ts";
import { Observer, type Watcher, type Watchers } from "./watchers.ts";

/** A flag of edges: the person is watched by name. */
export const DIRECT = 1;
/** Once for each group through which the person is watched, in the bits of the flags from here on. */
export const GROUP = 4;
export type Reason = typeof DIRECT | typeof GROUP;

export interface FollowingOptions {
  readonly registers: Registers;
  readonly index: WatchIndex;
  readonly watchers: Watchers;
  readonly notifier: Notifier;
  readonly due: DueLooks;
  /** How many people one session watches at most. */
  readonly most: number;
  readonly dampTicks: number;
  readonly start: Pick<Start, "over" | "tick">;
  readonly budget: Budget;
}

/** An edge in memory: its words, and its part of the tables that find it. */
const EDGE_BYTES = 48;

/** Makes and ends edges, and says what a watcher holds from then on. */
export class Following {
  readonly #options: FollowingOptions;
  /** Those who are watched. */
  readonly #registers = new Slots<Register>();

  constructor(options: FollowingOptions) {
    this.#options = options;
  }

  /** The register that is watched under this slot. */
  at(target: number): Register {
    return this.#registers.at(target)!;
  }

  /** Makes the edge if there is none. Returns what the watcher is to be sent, or that what it holds is right. */
  follow(
    slot: number,
    register: Register,
    held: number,
    why: Reason,
    expected: number,
    share: Holder,
  ): EncodedView | "held" | "full" {
    const target = this.#target(register).watchSlot;
    let place = this.#options.index.find(slot, target);
    const { index, most, budget } = this.#options;
    if (place < 0 && (index.countOf(slot) >= most || !budget.take(share, "presence", EDGE_BYTES))) {
      this.#tidy(register);
      return "full";
    }
    const seen = this.#options.notifier.seenBy(slot, register);
    if (place < 0) place = this.#add(slot, target, expected);
    const { edges } = this.#options.index;
    const flags = edges.get(place, FLAGS) & ~AWAITED;
    edges.set(place, FLAGS, why === GROUP ? flags + GROUP : flags | DIRECT);
    if (held !== 0 && held !== seen.version && isOffline(seen.presence) && !this.#options.start.over) {
      edges.set(place, VERSION, held);
      this.#await(place, register);
      return "held";
    }
    edges.set(place, VERSION, seen.mark);
    return held === seen.version ? "held" : seen;
  }

  /** Takes back one reason of each; passes over those for whom there is none. */
  unfollow(session: Session, people: readonly string[], why: Reason): void {
    const slot = this.#options.watchers.slotOf(session);
    if (slot === undefined) return;
    for (const person of people) {
      const register = this.#options.registers.find(session.community, person);
      const place = register ? this.#options.index.find(slot, register.watchSlot) : -1;
      if (!register || place < 0) continue;
      const flags = this.#options.index.edges.get(place, FLAGS);
      const left = why === DIRECT ? flags & ~DIRECT : flags >= GROUP ? flags - GROUP : flags;
      this.#options.index.edges.set(place, FLAGS, left);
      if ((left & ~AWAITED) !== 0) continue;
      this.#options.index.remove(slot, register.watchSlot);
      this.#options.budget.give(session.share, "presence", EDGE_BYTES);
      this.#tidy(register);
    }
    this.releaseIdle(slot, session);
  }

  /** Forgets a session that watches nobody. */
  releaseIdle(slot: number, session: Session): void {
    if (this.#options.index.countOf(slot) === 0) this.#options.watchers.release(session);
  }

  /** Watches without a session. Returns the function that ends it. */
  observe(viewer: Viewer, person: string, changed: (presence: PresenceInit) => void, withReturns: boolean): () => void {
    const observer = new Observer(viewer, changed, withReturns);
    const slot = this.#options.watchers.take(observer);
    const register = this.#target(this.#options.registers.obtain(viewer.community, person));
    const { mark, presence } = this.#options.notifier.seenBy(slot, register);
    const place = this.#add(slot, register.watchSlot, 1);
    this.#options.index.edges.set(place, VERSION, mark);
    if (isOffline(presence) && !this.#options.start.over) this.#await(place, register);
    return () => this.end(observer);
  }

  /** Ends all watching of this watcher. */
  end(watcher: Watcher): void {
    const slot = this.#options.watchers.slotOf(watcher);
    if (slot === undefined) return;
    const targets = this.#options.index.removeAll(slot);
    // What watches without a session is metered by whoever wanted it.
    if (!(watcher instanceof Observer))
      this.#options.budget.give(watcher.share, "presence", targets.length * EDGE_BYTES);
    for (const target of targets) this.#tidy(this.#registers.at(target)!);
    this.#options.watchers.release(watcher);
  }

  #add(slot: number, target: number, expected: number): number {
    const place = this.#options.index.add(slot, target, expected);
    this.#options.index.edges.set(place, PUSHED, this.#longAgo);
    this.#options.index.edges.set(place, FLAGS, 0);
    return place;
  }

  #await(place: number, register: Register): void {
    this.#options.index.edges.set(place, FLAGS, this.#options.index.edges.get(place, FLAGS) | AWAITED);
    this.#options.due.at(this.#options.start.tick, register);
  }

  /** The register with a slot. */
  #target(register: Register): Register {
    if (register.watchSlot < 0) register.watchSlot = this.#registers.take(register);
    return register;
  }

  /** A tick so long ago that nothing is held back for its sake. */
  get #longAgo(): number {
    return this.#options.due.next - 1 - this.#options.dampTicks;
  }

  #tidy(register: Register): void {
    if (this.#options.index.isWatched(register.watchSlot)) return;
    this.#registers.release(register.watchSlot);
    register.seen = undefined;
    register.watchSlot = -1;
    this.#options.registers.release(register);
  }
}
