import type { Session } from "../feature.ts";

interface Following {
  /** Answers under way that begin following: until the last of them is sent, pushes wait. */
  answers: number;
  readonly held: Array<() => void>;
}

/** The sessions that listed a person's alerts on the connection that they have. */
export class Followers {
  readonly #people = new Map<string, Map<Session, Following>>();

  /** Makes the answer of a command that begins following: no push is missed by it, and none arrives before it (F15). */
  async answer<Reply>(session: Session, make: () => Promise<Reply>): Promise<Reply> {
    const following = this.#following(session);
    following.answers++;
    try {
      return await make();
    } finally {
      // The reply is handed on in promise callbacks, all of which run before this.
      setImmediate(() => {
        following.answers--;
        if (following.answers === 0) for (const send of following.held.splice(0)) send();
      });
    }
  }

  send(community: string, person: string, send: (session: Session) => void): void {
    for (const [session, { answers, held }] of this.#people.get(keyOf(community, person)) ?? []) {
      if (answers > 0) held.push(() => send(session));
      else send(session);
    }
  }

  end(session: Session): void {
    const key = keyOf(session.community, session.person);
    const sessions = this.#people.get(key);
    sessions?.delete(session);
    if (sessions?.size === 0) this.#people.delete(key);
  }

  #following(session: Session): Following {
    const key = keyOf(session.community, session.person);
    const sessions = this.#people.get(key) ?? new Map<Session, Following>();
    this.#people.set(key, sessions);
    const known = sessions.get(session);
    if (known) return known;
    const following: Following = { answers: 0, held: [] };
    sessions.set(session, following);
    return following;
  }
}

function keyOf(community: string, person: string): string {
  return `${community} ${person}`;
}
