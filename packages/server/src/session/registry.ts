import { PersonShare } from "../edge/session-host.ts";
import type { Clock } from "../time/clock.ts";
import { LeftShares } from "./left-shares.ts";
import { ClientSession, type PersonSessions, type SessionIdentity } from "./session.ts";

/** Which sessions there are, by id and by person. */
export class SessionRegistry {
  readonly #byId = new Map<string, ClientSession>();
  /** By community, too: keys made of both would be texts of their own. */
  readonly #byPerson = new Map<string, Map<string, PersonSessions>>();
  readonly #left: LeftShares;

  /** `clock` is the one by which people spend. */
  constructor(clock: Clock) {
    this.#left = new LeftShares(clock);
  }

  get size(): number {
    return this.#byId.size;
  }

  get people(): number {
    let people = 0;
    for (const community of this.#byPerson.values()) people += community.size;
    return people;
  }

  all(): IterableIterator<ClientSession> {
    return this.#byId.values();
  }

  get(id: string): ClientSession | undefined {
    return this.#byId.get(id);
  }

  of(community: string, person: string): readonly ClientSession[] {
    return this.#byPerson.get(community)?.get(person)?.sessions ?? [];
  }

  /** Of somebody who signs in, too. */
  shareOf(community: string, person: string): PersonShare {
    const known = this.#byPerson.get(community)?.get(person)?.share ?? this.#left.find(community, person);
    if (known) return known;
    const share = new PersonShare();
    this.#left.keep(community, person, share);
    return share;
  }

  add(identity: SessionIdentity): ClientSession {
    const { community, person } = identity;
    let people = this.#byPerson.get(community);
    if (!people) {
      people = new Map();
      this.#byPerson.set(community, people);
    }
    let here = people.get(person);
    if (!here) {
      here = { sessions: [], share: this.#left.find(community, person) ?? new PersonShare() };
      this.#left.drop(community, person);
      people.set(person, here);
    }
    const session = new ClientSession(identity, here.share);
    // Nearly everybody has one. A list that is pushed to has room for seventeen at once.
    here.sessions = here.sessions.concat(session);
    this.#byId.set(session.id, session);
    return session;
  }

  remove(session: ClientSession): void {
    this.#byId.delete(session.id);
    const people = this.#byPerson.get(session.community);
    const here = people?.get(session.person);
    if (!people || !here) return;
    here.sessions.splice(here.sessions.indexOf(session), 1);
    if (here.sessions.length > 0) return;
    people.delete(session.person);
    this.#left.keep(session.community, session.person, here.share);
  }

  stop(): void {
    this.#left.stop();
  }
}
