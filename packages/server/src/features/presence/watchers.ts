import type { PresenceInit } from "@livename/wire/presence";
import type { Session } from "../../kernel/feature.ts";
import type { Viewer, ViewOf } from "../../people/view.ts";
import { Slots } from "./slots.ts";

/** Who watches without a session. */
export class Observer implements Viewer {
  readonly community: string;
  readonly person: string;
  readonly changed: (presence: PresenceInit) => void;
  /** Is told of whoever comes back while the server starts. */
  readonly withReturns: boolean;

  constructor({ community, person }: Viewer, changed: (presence: PresenceInit) => void, withReturns: boolean) {
    this.community = community;
    this.person = person;
    this.changed = changed;
    this.withReturns = withReturns;
  }
}

export type Watcher = Session | Observer;

/** All who watch anybody, by small numbers. */
export class Watchers {
  readonly #view: ViewOf;
  readonly #slots = new Slots<Watcher>();
  readonly #slotOf = new Map<Watcher, number>();
  readonly #observers = new Map<string, Set<Observer>>();
  /** By slot: see `ViewOf.plain`. */
  readonly #plain: boolean[] = [];

  constructor(view: ViewOf) {
    this.#view = view;
  }

  /** The watcher's slot, taken when it has none. */
  take(watcher: Watcher): number {
    const known = this.#slotOf.get(watcher);
    if (known !== undefined) return known;
    const slot = this.#slots.take(watcher);
    this.#slotOf.set(watcher, slot);
    this.#plain[slot] = this.#view.plain?.(watcher.community, watcher.person) ?? false;
    if (watcher instanceof Observer) {
      const key = keyOf(watcher);
      const observers = this.#observers.get(key);
      if (observers) observers.add(watcher);
      else this.#observers.set(key, new Set([watcher]));
    }
    return slot;
  }

  release(watcher: Watcher): void {
    const slot = this.#slotOf.get(watcher);
    if (slot === undefined) return;
    this.#slotOf.delete(watcher);
    this.#slots.release(slot);
    if (!(watcher instanceof Observer)) return;
    const key = keyOf(watcher);
    const observers = this.#observers.get(key);
    observers?.delete(watcher);
    if (observers?.size === 0) this.#observers.delete(key);
  }

  slotOf(watcher: Watcher): number | undefined {
    return this.#slotOf.get(watcher);
  }

  at(slot: number): Watcher | undefined {
    return this.#slots.at(slot);
  }

  isPlain(slot: number): boolean {
    return this.#plain[slot]!;
  }

  /** The viewer's slots among these sessions and all observers, after asking again whether the viewer is plain. */
  refresh(viewer: Viewer, sessions: Iterable<Session>): number[] {
    const plain = this.#view.plain?.(viewer.community, viewer.person) ?? false;
    const slots: number[] = [];
    for (const watcher of [...sessions, ...(this.#observers.get(keyOf(viewer)) ?? [])]) {
      const slot = this.#slotOf.get(watcher);
      if (slot === undefined) continue;
      this.#plain[slot] = plain;
      slots.push(slot);
    }
    return slots;
  }
}

function keyOf({ community, person }: Viewer): string {
  return `${community} ${person}`;
}
