import { concat, encode, type WireLimits } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { type PresenceInit, type WatchResultInit, writePresenceWatchReply } from "@livename/wire/presence";
import type { Budget } from "../../kernel/budget.ts";
import type { Session } from "../../kernel/feature.ts";
import { fetched } from "../../kernel/prefetch.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { NumberedPeople } from "../../people/people.ts";
import type { Viewer, ViewOf } from "../../people/view.ts";
import { GONE } from "../../people/whole-presence.ts";
import type { Clock } from "../../time/clock.ts";
import type { HeldPerson } from "./awareness.ts";
import { type DueLook, DueLooks } from "./due.ts";
import { confirmationOf, look, resultOf } from "./encoded-view.ts";
import { DIRECT, Following, GROUP } from "./following.ts";
import { Notifier } from "./notifier.ts";
import type { Register, Registers } from "./registers.ts";
import type { Start } from "./start.ts";
import { WatchIndex } from "./watch-index.ts";
import { INVALID, WatchRequest } from "./watch-request.ts";
import { Watchers } from "./watchers.ts";

export interface WatchesOptions {
  readonly clock: Clock;
  readonly people: NumberedPeople;
  readonly registers: Registers;
  readonly view: ViewOf;
  readonly limits: Pick<WireLimits, "watchBatch" | "watches">;
  readonly tickMs: number;
  readonly dampMs: number;
  readonly start: Start;
  readonly budget: Budget;
}

/** Who watches whom. */
export class Watches {
  readonly #options: WatchesOptions;
  readonly #request: WatchRequest;
  readonly #index = new WatchIndex();
  readonly #watchers: Watchers;
  readonly #notifier: Notifier;
  readonly #due: DueLooks;
  readonly #following: Following;

  constructor(options: WatchesOptions) {
    const { clock, registers, view, limits, tickMs, dampMs, start, budget } = options;
    const dampTicks = Math.ceil(dampMs / tickMs);
    const index = this.#index;
    const watchers = new Watchers(view);
    const notifier = new Notifier({ view, index, watchers, dampTicks, start });
    const due = new DueLooks(clock, tickMs, (review) => this.#review(review));
    this.#options = options;
    this.#request = new WatchRequest(options.people);
    this.#watchers = watchers;
    this.#notifier = notifier;
    this.#due = due;
    const edges = { registers, index, watchers, notifier, due };
    this.#following = new Following({ ...edges, most: limits.watches, dampTicks, start, budget });
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
          ? this.#watchOne(session, slot, register, request.heldAt(item), count)
          : refusalOf(request.personAt(item)),
      );
    }
    this.#following.releaseIdle(slot, session);
    return concat(parts);
  }

  /** @throws Refusal TOO_MANY when there are too many. */
  unwatch(session: Session, people: readonly string[]): void {
    const { watchBatch } = this.#options.limits;
    if (people.length > watchBatch)
      throw new Refusal(Code.TOO_MANY, `One command names at most ${watchBatch} people. Send several commands.`);
    this.#following.unfollow(session, people, DIRECT);
  }

  /** Watches people, by id, for one more group. */
  watchPeople(session: Session, people: readonly HeldPerson[]): WatchResultInit[] {
    const slot = this.#watchers.take(session);
    const results = people.map(({ person, held }) => {
      const register = this.#options.registers.obtain(session.community, person);
      const seen = this.#following.follow(slot, register, held, GROUP, people.length, session.share);
      if (seen === "full") return { person, code: Code.TOO_MANY };
      return seen === "held" ? { person, version: held } : { person, version: seen.version, presence: seen.presence };
    });
    this.#following.releaseIdle(slot, session);
    return results;
  }

  /** Watches people for one group less. */
  unwatchPeople(session: Session, people: readonly string[]): void {
    this.#following.unfollow(session, people, GROUP);
  }

  /** Ends all watching of this session. */
  end(session: Session): void {
    this.#following.end(session);
  }

  /** Watches without a session. Returns the function that ends it. */
  observe(viewer: Viewer, person: string, changed: (presence: PresenceInit) => void, withReturns = false): () => void {
    return this.#following.observe(viewer, person, changed, withReturns);
  }

  /** What the viewer may see of the person now. */
  see(viewer: Viewer, person: string): PresenceInit {
    const register = this.#options.registers.find(viewer.community, person);
    return register ? look(register, this.#options.view(viewer, person)).presence : GONE;
  }

  /** The register changed: its watchers are told at the next tick. */
  publish(register: Register): void {
    if (register.watchSlot >= 0) this.#due.at(this.#due.next, register);
  }

  /** Who sees the person, and whom the person sees, may have changed. */
  reviewPerson(community: string, person: string): void {
    const register = this.#options.registers.find(community, person);
    if (register) register.plain = undefined;
    if (register && register.watchSlot >= 0) this.publish(register);
    const sessions = register?.sessions.map(({ session }) => session) ?? [];
    for (const slot of this.#watchers.refresh({ community, person }, sessions)) this.#due.watcher(slot);
  }

  /** Whom the session sees may have changed. */
  reviewWatcher(session: Session): void {
    for (const slot of this.#watchers.refresh(session, [session])) this.#due.watcher(slot);
  }

  stop(): void {
    this.#due.stop();
  }

  #review({ tick, registers, watchers }: DueLook): void {
    const only = new Map<Register, number[]>();
    for (const watcher of watchers) {
      for (const target of this.#index.targetsOf(watcher)) {
        const register = this.#following.at(target);
        if (registers.has(register)) continue;
        const from = only.get(register);
        if (from) from.push(watcher);
        else only.set(register, [watcher]);
      }
    }
    // Not in the order in which they changed, which may tell of what is hidden.
    const batch = [...registers, ...only.keys()].sort((a, b) => (a.person < b.person ? -1 : 1));
    for (const register of batch) this.#due.at(this.#notifier.tell(register, tick, only.get(register)), register);
    this.#notifier.tellObservers();
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

  #watchOne(session: Session, slot: number, register: Register, held: number, expected: number): Uint8Array {
    const { person } = register;
    const seen = this.#following.follow(slot, register, held, DIRECT, expected, session.share);
    if (seen === "full") return resultBytes({ person, code: Code.TOO_MANY });
    if (seen !== "held") return resultOf(seen, person);
    const shown = register.seen;
    return shown?.version === held ? confirmationOf(shown, person) : resultBytes({ person, version: held });
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
