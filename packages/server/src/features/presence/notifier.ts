import type { PresenceInit } from "@livename/wire/presence";
import { fetched } from "../../kernel/prefetch.ts";
import type { View, ViewOf } from "../../people/view.ts";
import { FLAGS, PUSHED, VERSION, WATCHER } from "./edge-pool.ts";
import { type EncodedView, frameOf, isOffline, look, OFFLINE_MARK } from "./encoded-view.ts";
import type { Register } from "./registers.ts";
import type { Start } from "./start.ts";
import type { WatchIndex } from "./watch-index.ts";
import { Observer, type Watcher, type Watchers } from "./watchers.ts";

/** A flag of edges: what the watcher holds is from before the server's start, and whoever is offline may come back (P18). */
export const AWAITED = 2;

export interface NotifierOptions {
  readonly view: ViewOf;
  readonly index: WatchIndex;
  readonly watchers: Watchers;
  /** For how many ticks after a push an edge has no other one, but that of somebody who comes. */
  readonly dampTicks: number;
  /** When it is over, nobody is awaited any more (P18). */
  readonly start: Pick<Start, "over" | "tick">;
}

const NEVER = Number.POSITIVE_INFINITY;

/** One look at a person's watchers. */
interface Pass {
  readonly register: Register;
  readonly tick: number;
  /** Whether those watchers who are plain share one view. */
  readonly plain: boolean;
  everyones: EncodedView | undefined;
  /** By view, when there is another one. */
  others: Map<View, EncodedView> | undefined;
  /** Who is to be told what, when somebody is. */
  due: Map<EncodedView, number[]> | undefined;
  /** When to look again. */
  next: number;
}

/**
 * Compares what each watcher holds with what it may see, and tells those whose time has come (P13). What one watcher
 * gets, and when, follows from what this watcher saw before, and from nothing else.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  /** The view that plain people have of each other. */
  #everyones: View | undefined;
  /** Observers may watch and end watching when they are told: they are told when no edge is looked at. */
  #observed: Array<{ readonly observer: Observer; readonly presence: PresenceInit }> = [];

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /**
   * Looks at the edges to the person, or at those from the watchers in `only`. Returns the tick at which to look again
   * because somebody could not be told yet; Infinity for none.
   */
  tell(register: Register, tick: number, only?: readonly number[]): number {
    const { index } = this.#options;
    const target = register.watchSlot;
    if (target < 0) return NEVER;
    const plain = this.#isPlain(register);
    const pass: Pass = { register, tick, plain, everyones: undefined, others: undefined, due: undefined, next: NEVER };
    if (only) {
      for (const watcher of only) {
        const place = index.find(watcher, target);
        if (place >= 0) this.#look(place, pass);
      }
    } else {
      const { edges } = index;
      for (let place = edges.first(target); place >= 0; place = edges.after(place)) this.#look(place, pass);
    }
    for (const [seen, watchers] of pass.due ?? []) this.#send(register, seen, watchers);
    return pass.next;
  }

  /** Tells those who watch without a session. */
  tellObservers(): void {
    const observed = this.#observed;
    this.#observed = [];
    for (const { observer, presence } of observed) {
      // It may have been ended by another one that was told before.
      if (this.#options.watchers.slotOf(observer) !== undefined) observer.changed(presence);
    }
  }

  /** The person as the watcher in this slot sees it. */
  seenBy(slot: number, register: Register): EncodedView {
    const shared = this.#isPlain(register) && this.#options.watchers.isPlain(slot);
    return look(register, this.#viewBy(slot, register, shared));
  }

  #isPlain(register: Register): boolean {
    register.plain ??= this.#options.view.plain?.(register.community, register.person) ?? false;
    return register.plain;
  }

  /** `shared`: both are plain, and all such pairs have one view. */
  #viewBy(slot: number, register: Register, shared: boolean): View {
    if (shared && this.#everyones) return this.#everyones;
    const { view, watchers } = this.#options;
    const shown = view(watchers.at(slot)!, register.person);
    if (shared) this.#everyones = shown;
    return shown;
  }

  #look(place: number, pass: Pass): void {
    const { watchers, dampTicks, start } = this.#options;
    const { edges } = this.#options.index;
    const slot = edges.get(place, WATCHER);
    const seen = this.#seen(slot, pass);
    const held = edges.get(place, VERSION);
    const flags = edges.get(place, FLAGS);
    if (flags & AWAITED) {
      if (!start.over && isOffline(seen.presence)) {
        if (held !== seen.mark) pass.next = Math.min(pass.next, start.tick);
        return;
      }
      edges.set(place, FLAGS, flags & ~AWAITED);
      // Somebody who was there before the server began is back: no news to whoever cannot have forgotten it.
      if (!start.over && cannotHaveForgotten(watchers.at(slot)!)) {
        edges.set(place, VERSION, seen.mark);
        return;
      }
    }
    if (held === seen.mark) return;
    const waited = (pass.tick - edges.get(place, PUSHED)) >>> 0;
    if (held !== OFFLINE_MARK && waited < dampTicks) {
      pass.next = Math.min(pass.next, pass.tick + dampTicks - waited);
      return;
    }
    edges.set(place, VERSION, seen.mark);
    edges.set(place, PUSHED, pass.tick);
    pass.due ??= new Map();
    const due = pass.due.get(seen);
    if (due) due.push(slot);
    else pass.due.set(seen, [slot]);
  }

  #seen(slot: number, pass: Pass): EncodedView {
    const shared = pass.plain && this.#options.watchers.isPlain(slot);
    if (shared && pass.everyones) return pass.everyones;
    const shown = this.#viewBy(slot, pass.register, shared);
    if (shared) {
      pass.everyones = look(pass.register, shown);
      return pass.everyones;
    }
    pass.others ??= new Map();
    let seen = pass.others.get(shown);
    if (!seen) {
      seen = look(pass.register, shown);
      pass.others.set(shown, seen);
    }
    return seen;
  }

  #send(register: Register, seen: EncodedView, slots: readonly number[]): void {
    const key = `presence/${register.person}`;
    const watchers = slots.map((slot) => this.#options.watchers.at(slot)!);
    fetchAll(watchers);
    let frame: Uint8Array | undefined;
    for (const watcher of watchers) {
      if (watcher instanceof Observer) this.#observed.push({ observer: watcher, presence: seen.presence });
      else {
        frame ??= frameOf(seen, register.person);
        watcher.pushRegister(key, frame);
      }
    }
  }
}

function cannotHaveForgotten(watcher: Watcher): boolean {
  return watcher instanceof Observer && !watcher.withReturns;
}

function fetchAll(watchers: readonly Watcher[]): void {
  let touched = 0;
  for (const watcher of watchers) touched ^= watcher.person.length;
  for (const watcher of watchers) if (!(watcher instanceof Observer)) touched ^= watcher.fetch?.() ?? 0;
  fetched.value = touched;
}
