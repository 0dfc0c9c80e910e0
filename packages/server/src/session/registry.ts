import { Spending } from "../edge/rates.ts";
import { ClientSession, type PersonSessions, type SessionIdentity } from "./session.ts";

/** Which sessions there are, by id and by person. */
export class SessionRegistry {
  readonly #byId = new Map<string, ClientSession>();
  readonly #byPerson = new Map<string, PersonSessions>();

  get size(): number {
    return this.#byId.size;
  }

  get people(): number {
    return this.#byPerson.size;
  }

  all(): IterableIterator<ClientSession> {
    return this.#byId.values();
  }

  get(id: string): ClientSession | undefined {
    return this.#byId.get(id);
  }

  of(community: string, person: string): readonly ClientSession[] {
    return this.#byPerson.get(keyOf(community, person))?.sessions ?? [];
  }

  add(identity: SessionIdentity): ClientSession {
    const key = keyOf(identity.community, identity.person);
    let here = this.#byPerson.get(key);
    if (!here) {
      here = { sessions: [], spending: new Spending() };
      this.#byPerson.set(key, here);
    }
    const session = new ClientSession(identity, here.spending);
    here.sessions.push(session);
    this.#byId.set(session.id, session);
    return session;
  }

  remove(session: ClientSession): void {
    this.#byId.delete(session.id);
    const key = keyOf(session.community, session.person);
    const here = this.#byPerson.get(key);
    if (!here) return;
    here.sessions.splice(here.sessions.indexOf(session), 1);
    if (here.sessions.length === 0) this.#byPerson.delete(key);
  }
}

function keyOf(community: string, person: string): string {
  return `${community} ${person}`;
}
