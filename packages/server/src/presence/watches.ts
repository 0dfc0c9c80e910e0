import { concat, encode, type WireLimits } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { type PresenceInit, type WatchResultInit, writePresenceWatchReply } from "@livename/wire/presence";
import type { Clock } from "../clock.ts";
import type { NumberedPeople } from "../directory/people.ts";
import type { Session } from "../feature.ts";
import { fetched } from "../fetch-ahead.ts";
import { Refusal } from "../refusal.ts";
import { GONE } from "./aggregate.ts";
import type { HeldPerson } from "./awareness.ts";
import { FLAGS, PUSHED, VERSION } from "./edge-pool.ts";
import type { Register, Registers } from "./registers.ts";
import { type Review, Reviews } from "./reviews.ts";
import { confirmationOf, isOffline, look, resultOf, type Seen } from "./seen.ts";
import { Slots } from "./slots.ts";
import { AWAITED, Tellings } from "./tellings.ts";
import type { Viewer, ViewOf } from "./view.ts";
import { WatchIndex } from "./watch-index.ts";
import { INVALID, WatchRequest } from "./watch-request.ts";
import { Observer, type Watcher, Watchers } from "./watchers.ts";

export interface WatchesOptions {
  readonly clock: Clock;
  readonly people: NumberedPeople;
  readonly registers: Registers;
  readonly view: ViewOf;
  readonly limits: Pick<WireLimits, "watchBatch" | "watches">;
  readonly tickMs: number;
  readonly dampMs: number;
  /** Until then the server has just started: who was there before the stop may not be back yet (P18). */
  readonly startedUntilMs: number;
}

/** A flag of edges: the person is watched by name. */
const DIRECT = 1;
/** Once for each group through which the person is watched, in the bits of the flags from here on. */
const GROUP = 4;
type Reason = typeof DIRECT | typeof GROUP;

/** Who watches whom. */
export class Watches {
  readonly #options: WatchesOptions;
  readonly #request: WatchRequest;
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
    this.#request = new WatchRequest(options.people);
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
    return this.#index.count;
  }

  /**
   * Answers a PresenceWatchRequest, each item in its place (P11), with a PresenceWatchReply; both are bytes.
   * @throws Refusal MALFORMED, and TOO_MANY when there are too many; nobody is watched for it then.
   */
  watch(session: Session, payload: Uint8Array): Uint8Array {
    const request = this.#request;
    request.read(session.community, payload, this.#options.limits.watchBatch);
    const slot = this.#watchers.take(session);
    const longAgo = this.#longAgo;
    const { count } = request;
    const registers: Array<Register | undefined> = [];
    for (let item = 0; item < count; item++) {
      const number = request.personAt(item);
      registers.push(number < 0 ? undefined : this.#options.registers.numbered(session.community, number));
    }
    this.#fetch(registers);
    const parts: Uint8Array[] = [];
    for (let item = 0; item < count; item++) {
      const register = registers[item];
      parts.push(
        register
          ? this.#watchOne(slot, register, request.heldAt(item), count, longAgo)
          : refusalOf(request.personAt(item)),
      );
    }
    this.#releaseIdle(slot, session);
    return concat(parts);
  }

  /** @throws Refusal TOO_MANY when there are too many. */
  unwatch(session: Session, people: readonly string[]): void {
    const { watchBatch } = this.#options.limits;
    if (people.length > watchBatch)
      throw new Refusal(Code.TOO_MANY, `One command names at most ${watchBatch} people. Send several commands.`);
    this.#unfollow(session, people, DIRECT);
  }

  /** Watches people, by id, for one more group. */
  watchPeople(session: Session, people: readonly HeldPerson[]): WatchResultInit[] {
    const slot = this.#watchers.take(session);
    const longAgo = this.#longAgo;
    const results = people.map(({ person, held }) => {
      const register = this.#target(this.#options.registers.obtain(session.community, person));
      const seen = this.#follow(slot, register, held, GROUP, people.length, longAgo);
      if (seen === "full") return { person, code: Code.TOO_MANY };
      return seen === "held" ? { person, version: held } : { person, version: seen.version, presence: seen.presence };
    });
    this.#releaseIdle(slot, session);
    return results;
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
    const register = this.#target(this.#options.registers.obtain(viewer.community, person));
    const { mark, presence } = this.#tellings.seenBy(slot, register);
    const place = this.#add(slot, register, 1, this.#longAgo);
    this.#index.edges.set(place, VERSION, mark);
    if (isOffline(presence) && this.#starting) this.#await(place, register);
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
    if (register) register.plain = undefined;
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

  /** Has the processor fetch what is needed of each; see fetch-ahead.ts. */
  #fetch(registers: ReadonlyArray<Register | undefined>): void {
    let touched = 0;
    for (const register of registers) if (register !== undefined) touched ^= register.watchSlot;
    for (const register of registers) touched ^= register?.seen?.mark ?? 0;
    for (const register of registers) touched ^= register?.seen?.result?.length ?? 0;
    for (const register of registers) touched ^= register?.seen?.result?.[0] ?? 0;
    for (const register of registers) if (register !== undefined) touched ^= this.#index.fetch(register.watchSlot);
    fetched.value = touched;
  }

  #watchOne(slot: number, register: Register, held: number, expected: number, longAgo: number): Uint8Array {
    this.#target(register);
    const { person } = register;
    const seen = this.#follow(slot, register, held, DIRECT, expected, longAgo);
    if (seen === "full") return resultBytes({ person, code: Code.TOO_MANY });
    if (seen !== "held") return resultOf(seen, person);
    const shown = register.seen;
    return shown?.version === held ? confirmationOf(shown, person) : resultBytes({ person, version: held });
  }

  /** Makes the edge if there is none. Returns what the watcher is to be sent, or that what it holds is right. */
  #follow(
    slot: number,
    register: Register,
    held: number,
    why: Reason,
    expected: number,
    longAgo: number,
  ): Seen | "held" | "full" {
    let place = this.#index.find(slot, register.watchSlot);
    if (place < 0 && this.#index.countOf(slot) >= this.#options.limits.watches) {
      this.#tidy(register);
      return "full";
    }
    const seen = this.#tellings.seenBy(slot, register);
    if (place < 0) place = this.#add(slot, register, expected, longAgo);
    const { edges } = this.#index;
    const flags = edges.get(place, FLAGS) & ~AWAITED;
    edges.set(place, FLAGS, why === GROUP ? flags + GROUP : flags | DIRECT);
    if (held !== 0 && held !== seen.version && isOffline(seen.presence) && this.#starting) {
      edges.set(place, VERSION, held);
      this.#await(place, register);
      return "held";
    }
    edges.set(place, VERSION, seen.mark);
    return held === seen.version ? "held" : seen;
  }

  #add(slot: number, register: Register, expected: number, longAgo: number): number {
    const place = this.#index.add(slot, register.watchSlot, expected);
    this.#index.edges.set(place, PUSHED, longAgo);
    this.#index.edges.set(place, FLAGS, 0);
    return place;
  }

  #await(place: number, register: Register): void {
    this.#index.edges.set(place, FLAGS, this.#index.edges.get(place, FLAGS) | AWAITED);
    this.#reviews.at(this.#startTick, register);
  }

  get #starting(): boolean {
    return this.#reviews.next <= this.#startTick;
  }

  #unfollow(session: Session, people: readonly string[], why: Reason): void {
    const slot = this.#watchers.slotOf(session);
    if (slot === undefined) return;
    for (const person of people) {
      const register = this.#options.registers.find(session.community, person);
      const place = register ? this.#index.find(slot, register.watchSlot) : -1;
      if (!register || place < 0) continue;
      const flags = this.#index.edges.get(place, FLAGS);
      const left = why === DIRECT ? flags & ~DIRECT : flags >= GROUP ? flags - GROUP : flags;
      this.#index.edges.set(place, FLAGS, left);
      if ((left & ~AWAITED) !== 0) continue;
      this.#index.remove(slot, register.watchSlot);
      this.#tidy(register);
    }
    this.#releaseIdle(slot, session);
  }

  #releaseIdle(slot: number, session: Session): void {
    if (this.#index.countOf(slot) === 0) this.#watchers.release(session);
  }

  #end(watcher: Watcher): void {
    const slot = this.#watchers.slotOf(watcher);
    if (slot === undefined) return;
    for (const target of this.#index.removeAll(slot)) this.#tidy(this.#registers.at(target)!);
    this.#watchers.release(watcher);
  }

  /** The register with a slot. */
  #target(register: Register): Register {
    if (register.watchSlot < 0) register.watchSlot = this.#registers.take(register);
    return register;
  }

  /** A tick so long ago that nothing is held back for its sake. */
  get #longAgo(): number {
    return this.#reviews.next - 1 - this.#dampTicks;
  }

  #tidy(register: Register): void {
    if (this.#index.isWatched(register.watchSlot)) return;
    this.#registers.release(register.watchSlot);
    register.seen = undefined;
    register.watchSlot = -1;
    this.#options.registers.release(register);
  }
}

const NOT_THERE = resultBytes({ code: Code.NO_SUCH_PERSON });
const NOT_A_NAME = resultBytes({ code: Code.INVALID });

function refusalOf(number: number): Uint8Array {
  return number === INVALID ? NOT_A_NAME : NOT_THERE;
}

function resultBytes(result: WatchResultInit): Uint8Array {
  return encode(writePresenceWatchReply, { results: [result] });
}
