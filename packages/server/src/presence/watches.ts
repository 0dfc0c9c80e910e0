import type { WireLimits } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { presenceChanged } from "@livename/wire/handlers";
import type { PresenceInit, WatchItem, WatchResultInit } from "@livename/wire/presence";
import type { People } from "../directory/people.ts";
import type { Session } from "../feature.ts";
import { push } from "../push.ts";
import { Refusal } from "../refusal.ts";
import type { Register, Registers, WholePresence } from "./registers.ts";
import { Slots } from "./slots.ts";
import { versionOf } from "./version.ts";
import type { View, ViewOf } from "./view.ts";
import { WatchIndex } from "./watch-index.ts";

/** An id or an address; longer ones name nobody. */
const NAME_CHARS = 320;

export interface WatchesOptions {
  readonly people: People;
  readonly registers: Registers;
  readonly view: ViewOf;
  readonly limits: Pick<WireLimits, "watchBatch" | "watches">;
  /** The server has just started: who was there before the stop may not be back yet. */
  readonly starting: () => boolean;
}

interface Seen {
  /** What it was made of: another value makes it void. */
  readonly whole: WholePresence;
  readonly version: number;
  readonly presence: PresenceInit;
}

/** Who watches whom, and what they are sent. */
export class Watches {
  readonly #options: WatchesOptions;
  readonly #index = new WatchIndex();
  readonly #sessions = new Slots<Session>();
  readonly #registers = new Slots<Register>();
  /** What each register last looked like, by view. Most have the public view only. */
  readonly #seen = new WeakMap<Register, Map<View, Seen>>();
  /** Registers of people not back yet, whose watchers were told that what they hold still counts. */
  readonly #awaited = new Set<Register>();

  constructor(options: WatchesOptions) {
    this.#options = options;
  }

  watch(session: Session, items: readonly WatchItem[]): WatchResultInit[] {
    this.#checkBatch(items.length);
    return items.map((item) => this.#watchOne(session, item));
  }

  unwatch(session: Session, people: readonly string[]): void {
    this.#checkBatch(people.length);
    const watcher = this.#sessions.slotOf(session);
    if (watcher === undefined) return;
    for (const person of people) {
      const register = this.#options.registers.find(session.community, person);
      const target = register && this.#registers.slotOf(register);
      if (register && target !== undefined && this.#index.remove(watcher, target)) this.#tidy(register, target);
    }
    if (this.#index.count(watcher) === 0) this.#sessions.release(session);
  }

  /** Ends all watching of this session. */
  end(session: Session): void {
    const watcher = this.#sessions.slotOf(session);
    if (watcher === undefined) return;
    for (const target of this.#index.removeAll(watcher)) this.#tidy(this.#registers.at(target)!, target);
    this.#sessions.release(session);
  }

  /** Sends the register to all its watchers: one encoding and one frame a view. */
  publish(register: Register): void {
    // Its message may have ended meanwhile; that the person is gone is not known yet.
    if (this.#awaited.has(register) && register.sessions.length === 0 && this.#options.starting()) return;
    this.#awaited.delete(register);
    const target = this.#registers.slotOf(register);
    if (target === undefined) return;
    const key = `presence/${register.person}`;
    const frames = new Map<View, Uint8Array>();
    for (const slot of this.#index.watchersOf(target)) {
      const session = this.#sessions.at(slot)!;
      const view = this.#options.view(session, register.person);
      let frame = frames.get(view);
      if (!frame) {
        frame = push(presenceChanged, { entries: [{ person: register.person, ...this.#look(register, view) }] });
        frames.set(view, frame);
      }
      session.pushRegister(key, frame);
    }
  }

  /** The time after the start is over: whoever is not back is offline. */
  endStart(): void {
    for (const register of [...this.#awaited]) this.publish(register);
  }

  /** What the viewer sees of the person now. */
  see(session: Session, register: Register): PresenceInit {
    return this.#look(register, this.#options.view(session, register.person)).presence;
  }

  #checkBatch(count: number): void {
    const { watchBatch } = this.#options.limits;
    if (count > watchBatch)
      throw new Refusal(Code.TOO_MANY, `One command names at most ${watchBatch} people. Send several commands.`);
  }

  #watchOne(session: Session, item: WatchItem): WatchResultInit {
    if (item.person === "" || item.person.length > NAME_CHARS) return { code: Code.INVALID };
    const { people, registers, limits, view, starting } = this.#options;
    const person = people.resolve(session.community, item.person)?.id;
    if (person === undefined) return { code: Code.NO_SUCH_PERSON };
    const watcher = this.#sessions.take(session);
    const register = registers.obtain(session.community, person);
    const target = this.#registers.take(register);
    if (!this.#index.has(watcher, target)) {
      if (this.#index.count(watcher) >= limits.watches) {
        this.#tidy(register, target);
        return { person, code: Code.TOO_MANY };
      }
      this.#index.add(watcher, target);
    }
    const { version, presence } = this.#look(register, view(session, person));
    if (item.held === version) return { person, version };
    if (item.held !== 0 && register.sessions.length === 0 && starting()) {
      this.#awaited.add(register);
      return { person, version: item.held };
    }
    return { person, version, presence };
  }

  #look(register: Register, view: View): Seen {
    let byView = this.#seen.get(register);
    if (!byView) {
      byView = new Map();
      this.#seen.set(register, byView);
    }
    let seen = byView.get(view);
    if (seen?.whole !== register.presence) {
      const whole = register.presence;
      const presence = view.presence(whole);
      seen = { whole, version: versionOf(presence), presence };
      byView.set(view, seen);
    }
    return seen;
  }

  #tidy(register: Register, target: number): void {
    if (this.#index.watchersOf(target).length > 0) return;
    this.#registers.release(register);
    this.#awaited.delete(register);
    this.#options.registers.release(register);
  }
}
