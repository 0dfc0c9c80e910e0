import type { WireLimits } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { presenceChanged } from "@livename/wire/handlers";
import { Availability, type PresenceInit, type WatchItem, type WatchResultInit } from "@livename/wire/presence";
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
  /** What it was made of: with another value or view it is void. */
  readonly whole: WholePresence;
  readonly view: View;
  readonly version: number;
  readonly presence: PresenceInit;
}

/** Who watches whom, and what they are sent. */
export class Watches {
  readonly #options: WatchesOptions;
  readonly #index = new WatchIndex();
  readonly #sessions = new Slots<Session>();
  readonly #slotOf = new Map<Session, number>();
  readonly #registers = new Slots<Register>();
  /** By slot, how the register looked when it was last asked for: most are seen by one view only. */
  readonly #seen: Array<Seen | undefined> = [];
  /** Registers of people not back yet, whose watchers were told that what they hold still counts. */
  readonly #awaited = new Set<Register>();

  constructor(options: WatchesOptions) {
    this.#options = options;
  }

  /** Pairs of watcher and watched. */
  get count(): number {
    return this.#index.edges;
  }

  watch(session: Session, items: readonly WatchItem[]): WatchResultInit[] {
    this.#checkBatch(items.length);
    const watcher = this.#slotOf.get(session) ?? this.#sessions.take(session);
    this.#slotOf.set(session, watcher);
    const results = items.map((item) => this.#watchOne(session, watcher, item, items.length));
    this.#tidySession(session, watcher);
    return results;
  }

  unwatch(session: Session, people: readonly string[]): void {
    this.#checkBatch(people.length);
    const watcher = this.#slotOf.get(session);
    if (watcher === undefined) return;
    for (const person of people) {
      const register = this.#options.registers.find(session.community, person);
      if (register && register.watchSlot >= 0 && this.#index.remove(watcher, register.watchSlot)) this.#tidy(register);
    }
    this.#tidySession(session, watcher);
  }

  /** Ends all watching of this session. */
  end(session: Session): void {
    const watcher = this.#slotOf.get(session);
    if (watcher === undefined) return;
    for (const target of this.#index.removeAll(watcher)) this.#tidy(this.#registers.at(target)!);
    this.#tidySession(session, watcher);
  }

  /** Sends the register to all its watchers: one encoding and one frame a view. */
  publish(register: Register): void {
    // Its message may have ended meanwhile; that the person is gone is not known yet.
    if (this.#awaited.has(register) && isOffline(register) && this.#options.starting()) return;
    this.#awaited.delete(register);
    if (register.watchSlot < 0) return;
    const key = `presence/${register.person}`;
    const frames = new Map<View, Uint8Array>();
    for (const slot of this.#index.watchersOf(register.watchSlot)) {
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
    return this.#options.view(session, register.person).presence(register.presence);
  }

  #checkBatch(count: number): void {
    const { watchBatch } = this.#options.limits;
    if (count > watchBatch)
      throw new Refusal(Code.TOO_MANY, `One command names at most ${watchBatch} people. Send several commands.`);
  }

  #watchOne(session: Session, watcher: number, item: WatchItem, batch: number): WatchResultInit {
    if (item.person === "" || item.person.length > NAME_CHARS) return { code: Code.INVALID };
    const { people, registers, limits, view, starting } = this.#options;
    const person = people.resolve(session.community, item.person)?.id;
    if (person === undefined) return { code: Code.NO_SUCH_PERSON };
    const register = registers.obtain(session.community, person);
    if (register.watchSlot < 0) register.watchSlot = this.#registers.take(register);
    const full = this.#index.count(watcher) >= limits.watches;
    if (full && !this.#index.has(watcher, register.watchSlot)) {
      this.#tidy(register);
      return { person, code: Code.TOO_MANY };
    }
    this.#index.add(watcher, register.watchSlot, batch);
    const { version, presence } = this.#look(register, view(session, person));
    if (item.held === version) return { person, version };
    if (item.held !== 0 && isOffline(register) && starting()) {
      this.#awaited.add(register);
      return { person, version: item.held };
    }
    return { person, version, presence };
  }

  #look(register: Register, view: View): Seen {
    const slot = register.watchSlot;
    const whole = register.presence;
    const known = this.#seen[slot];
    if (known?.whole === whole && known.view === view) return known;
    const presence = view.presence(whole);
    const seen = { whole, view, version: versionOf(presence), presence };
    if (slot >= 0) this.#seen[slot] = seen;
    return seen;
  }

  #tidy(register: Register): void {
    const slot = register.watchSlot;
    if (this.#index.watchersOf(slot).length > 0) return;
    this.#registers.release(slot);
    this.#seen[slot] = undefined;
    register.watchSlot = -1;
    this.#awaited.delete(register);
    this.#options.registers.release(register);
  }

  #tidySession(session: Session, watcher: number): void {
    if (this.#index.count(watcher) > 0) return;
    this.#sessions.release(watcher);
    this.#slotOf.delete(session);
  }
}

// Not whether there is a session: whoever chose to be offline would be told from whoever is not back.
function isOffline({ presence }: Register): boolean {
  return presence.availability === Availability.OFFLINE;
}
