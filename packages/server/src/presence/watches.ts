import type { WireLimits } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import type { PresenceInit, WatchItem, WatchResultInit } from "@livename/wire/presence";
import type { Clock } from "../clock.ts";
import type { People } from "../directory/people.ts";
import type { Session } from "../feature.ts";
import { Refusal } from "../refusal.ts";
import { GONE } from "./aggregate.ts";
import type { Register, Registers } from "./registers.ts";
import { type Review, Reviews } from "./reviews.ts";
import { isOffline, look } from "./seen.ts";
import { Slots } from "./slots.ts";
import { Tellings } from "./tellings.ts";
import type { Viewer, ViewOf } from "./view.ts";
import { AWAITED, DIRECT, FLAGS, GROUP, VERSION, WatchIndex } from "./watch-index.ts";
import { Observer, type Watcher, Watchers } from "./watchers.ts";

/** An id or an address; longer ones name nobody. */
const NAME_CHARS = 320;

export interface WatchesOptions {
  readonly clock: Clock;
  readonly people: People;
  readonly registers: Registers;
  readonly view: ViewOf;
  readonly limits: Pick<WireLimits, "watchBatch" | "watches">;
  readonly tickMs: number;
  readonly dampMs: number;
  /** Until then the server has just started: who was there before the stop may not be back yet (P18). */
  readonly startedUntilMs: number;
}

/** Why somebody is watched: by name, or through a group. */
type Reason = typeof DIRECT | typeof GROUP;

/** Who watches whom. */
export class Watches {
  readonly #options: WatchesOptions;
  readonly #index = new WatchIndex();
  readonly #registers = new Slots<Register>();
  readonly #watchers: Watchers;
  readonly #tellings: Tellings;
  readonly #reviews: Reviews;
  readonly #dampTicks: number;
  readonly #startTick: number;

  constructor(options: WatchesOptions) {
    const { clock, view, tickMs, dampMs, startedUntilMs } = options;
    this.#options = options;
    this.#dampTicks = Math.ceil(dampMs / tickMs);
    this.#startTick = Math.ceil(startedUntilMs / tickMs);
    this.#watchers = new Watchers(view);
    this.#tellings = new Tellings({
      view,
      index: this.#index,
      watchers: this.#watchers,
      dampTicks: this.#dampTicks,
      startTick: this.#startTick,
    });
    const longestMs = Math.max(dampMs, startedUntilMs - clock.now());
    this.#reviews = new Reviews(clock, tickMs, longestMs, (review) => this.#review(review));
  }

  /** Pairs of watcher and watched. */
  get count(): number {
    return this.#index.edges;
  }

  /** Answers each item in its place (P11). @throws Refusal TOO_MANY when there are too many. */
  watch(session: Session, items: readonly WatchItem[]): WatchResultInit[] {
    this.#checkBatch(items.length);
    return this.#following(session, items, (slot, item, longAgo) => {
      if (item.person === "" || item.person.length > NAME_CHARS) return { code: Code.INVALID };
      const person = this.#options.people.resolve(session.community, item.person)?.id;
      if (person === undefined) return { code: Code.NO_SUCH_PERSON };
      return this.#follow(slot, person, item.held, DIRECT, items.length, longAgo);
    });
  }

  /** @throws Refusal TOO_MANY when there are too many. */
  unwatch(session: Session, people: readonly string[]): void {
    this.#checkBatch(people.length);
    this.#unfollow(session, people, DIRECT);
  }

  /** Watches people, by id, for one more group. */
  watchPeople(session: Session, people: ReadonlyArray<Pick<WatchItem, "person" | "held">>): WatchResultInit[] {
    return this.#following(session, people, (slot, { person, held }, longAgo) =>
      this.#follow(slot, person, held, GROUP, people.length, longAgo),
    );
  }

  /** Watches people for one group less. */
  unwatchPeople(session: Session, people: readonly string[]): void {
    this.#unfollow(session, people, GROUP);
  }

  /** Ends all watching of this session. */
  end(session: Session): void {
    this.#end(session);
  }

  /** Watches without a session. Returns the function that ends it. */
  observe(viewer: Viewer, person: string, changed: (presence: PresenceInit) => void): () => void {
    const observer = new Observer(viewer, changed);
    const slot = this.#watchers.take(observer);
    const register = this.#target(viewer.community, person);
    const { mark, presence } = this.#tellings.seenBy(slot, register);
    const at = this.#index.add(slot, register.watchSlot, mark, this.#longAgo());
    if (this.#reviews.next <= this.#startTick && isOffline(presence)) {
      this.#index.wordsOf(register.watchSlot)[at + FLAGS]! |= AWAITED;
      this.#reviews.at(this.#startTick, register);
    }
    return () => this.#end(observer);
  }

  /** What the viewer may see of the person now. */
  see(viewer: Viewer, person: string): PresenceInit {
    const register = this.#options.registers.find(viewer.community, person);
    return register ? look(register, this.#options.view(viewer, person)).presence : GONE;
  }

  /** The register changed: its watchers are told at the next tick. */
  publish(register: Register): void {
    if (register.watchSlot >= 0) this.#reviews.at(this.#reviews.next, register);
  }

  /** Who sees the person, and whom the person sees, may have changed. */
  reviewPerson(community: string, person: string): void {
    const register = this.#options.registers.find(community, person);
    if (register && register.watchSlot >= 0) this.publish(register);
    const sessions = register?.sessions.map(({ session }) => session) ?? [];
    for (const slot of this.#watchers.refresh({ community, person }, sessions)) this.#reviews.watcher(slot);
  }

  /** Whom the session sees may have changed. */
  reviewWatcher(session: Session): void {
    for (const slot of this.#watchers.refresh(session, [session])) this.#reviews.watcher(slot);
  }

  stop(): void {
    this.#reviews.stop();
  }

  #review({ tick, registers, watchers }: Review): void {
    const only = new Map<Register, number[]>();
    for (const watcher of watchers) {
      for (const target of this.#index.targetsOf(watcher)) {
        const register = this.#registers.at(target)!;
        if (registers.has(register)) continue;
        const from = only.get(register);
        if (from) from.push(watcher);
        else only.set(register, [watcher]);
      }
    }
    // Not in the order in which they changed, which may tell of what is hidden.
    const batch = [...registers, ...only.keys()].sort((a, b) => (a.person < b.person ? -1 : 1));
    for (const register of batch) this.#reviews.at(this.#tellings.tell(register, tick, only.get(register)), register);
    this.#tellings.tellObservers();
  }

  #following<Item>(
    session: Session,
    items: readonly Item[],
    follow: (slot: number, item: Item, longAgo: number) => WatchResultInit,
  ): WatchResultInit[] {
    const slot = this.#watchers.take(session);
    const longAgo = this.#longAgo();
    const results = items.map((item) => follow(slot, item, longAgo));
    if (this.#index.count(slot) === 0) this.#watchers.release(session);
    return results;
  }

  #follow(slot: number, person: string, held: number, why: Reason, expected: number, longAgo: number): WatchResultInit {
    const register = this.#target(this.#watchers.at(slot)!.community, person);
    const target = register.watchSlot;
    let at = this.#index.find(slot, target);
    if (at < 0 && this.#index.count(slot) >= this.#options.limits.watches) {
      this.#tidy(register);
      return { person, code: Code.TOO_MANY };
    }
    const { version, mark, presence } = this.#tellings.seenBy(slot, register);
    if (at < 0) at = this.#index.add(slot, target, mark, longAgo, expected);
    const words = this.#index.wordsOf(target);
    const flags = words[at + FLAGS]! & ~AWAITED;
    words[at + FLAGS] = why === GROUP ? flags + GROUP : flags | DIRECT;
    if (held !== 0 && held !== version && isOffline(presence) && this.#reviews.next <= this.#startTick) {
      words[at + VERSION] = held;
      words[at + FLAGS]! |= AWAITED;
      this.#reviews.at(this.#startTick, register);
      return { person, version: held };
    }
    words[at + VERSION] = mark;
    return held === version ? { person, version } : { person, version, presence };
  }

  #unfollow(session: Session, people: readonly string[], why: Reason): void {
    const slot = this.#watchers.slotOf(session);
    if (slot === undefined) return;
    for (const person of people) {
      const register = this.#options.registers.find(session.community, person);
      const at = register ? this.#index.find(slot, register.watchSlot) : -1;
      if (!register || at < 0) continue;
      const words = this.#index.wordsOf(register.watchSlot);
      const flags = words[at + FLAGS]!;
      if (why === DIRECT) words[at + FLAGS] = flags & ~DIRECT;
      else if (flags >= GROUP) words[at + FLAGS] = flags - GROUP;
      if ((words[at + FLAGS]! & ~AWAITED) !== 0) continue;
      this.#index.remove(slot, register.watchSlot);
      this.#tidy(register);
    }
    if (this.#index.count(slot) === 0) this.#watchers.release(session);
  }

  #end(watcher: Watcher): void {
    const slot = this.#watchers.slotOf(watcher);
    if (slot === undefined) return;
    for (const target of this.#index.removeAll(slot)) this.#tidy(this.#registers.at(target)!);
    this.#watchers.release(watcher);
  }

  #checkBatch(count: number): void {
    const { watchBatch } = this.#options.limits;
    if (count > watchBatch)
      throw new Refusal(Code.TOO_MANY, `One command names at most ${watchBatch} people. Send several commands.`);
  }

  /** The person's register with a slot. */
  #target(community: string, person: string): Register {
    const register = this.#options.registers.obtain(community, person);
    if (register.watchSlot < 0) register.watchSlot = this.#registers.take(register);
    return register;
  }

  /** A tick so long ago that nothing is held back for its sake. */
  #longAgo(): number {
    return this.#reviews.next - 1 - this.#dampTicks;
  }

  #tidy(register: Register): void {
    if (this.#index.lengthOf(register.watchSlot) > 0) return;
    this.#registers.release(register.watchSlot);
    register.seen = undefined;
    register.watchSlot = -1;
    this.#options.registers.release(register);
  }
}
