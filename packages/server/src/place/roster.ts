import type { PlaceMember } from "@livename/wire/place";

/** What changed from one published roster to the next. */
export interface RosterChange {
  readonly version: number;
  readonly entered: readonly PlaceMember[];
  readonly left: readonly string[];
  readonly unlisted: number;
}

/** A roster as published: what Enter answers, and what differences build on. */
export interface PublishedRoster {
  readonly version: number;
  readonly members: readonly PlaceMember[];
  readonly unlisted: number;
}

/**
 * Who is in one place, in order of entering. Changes gather until `publish` makes one difference of them, whose cost
 * depends on the cap and not on how many are there.
 */
export class Roster {
  readonly #cap: number;
  /** In order of entering. */
  readonly #members = new Map<string, PlaceMember>();
  #published: PublishedRoster = { version: 0, members: [], unlisted: 0 };

  constructor(cap: number) {
    this.#cap = cap;
  }

  get size(): number {
    return this.#members.size;
  }

  get published(): PublishedRoster {
    return this.#published;
  }

  has(person: string): boolean {
    return this.#members.has(person);
  }

  enter(member: PlaceMember): void {
    if (!this.#members.has(member.person)) this.#members.set(member.person, member);
  }

  leave(person: string): void {
    this.#members.delete(person);
  }

  /** The difference since the last one; undefined when nothing changed. */
  publish(): RosterChange | undefined {
    const members: PlaceMember[] = [];
    for (const member of this.#members.values()) {
      if (members.length === this.#cap) break;
      members.push(member);
    }
    const unlisted = this.#members.size - members.length;
    const before = new Map(this.#published.members.map((member) => [member.person, member]));
    // Someone who left and came back within one difference stands at the end now: that is leaving and entering.
    const entered = members.filter((member) => before.get(member.person) !== member);
    const now = new Set(members);
    const left = this.#published.members.filter((member) => !now.has(member)).map(({ person }) => person);
    if (entered.length === 0 && left.length === 0 && unlisted === this.#published.unlisted) return undefined;
    const version = this.#published.version + 1;
    this.#published = { version, members, unlisted };
    return { version, entered, left, unlisted };
  }
}
