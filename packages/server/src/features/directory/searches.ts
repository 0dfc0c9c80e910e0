import { Code } from "@livename/wire/frame";
import type { Session } from "../../kernel/feature.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { DirectoryStore, FoundPeople } from "../../people/finder/contract.ts";

/** Enough to keep the worker busy over the way there and back; others wait here, where a newer one can take their place. */
const AT_ONCE = 64;

interface Waiting {
  readonly typed: string;
  readonly limit: number;
  resolve(found: FoundPeople): void;
  reject(error: Error): void;
}

/**
 * Searches stand in line, one a session: of somebody who types on only the newest is looked for. People take turns,
 * however many sessions they have.
 */
export class Searches {
  readonly #store: Pick<DirectoryStore, "search">;
  /** By person, in the order of whose turn it is. */
  readonly #waiting = new Map<string, Map<Session, Waiting>>();
  #running = 0;

  constructor(store: Pick<DirectoryStore, "search">) {
    this.#store = store;
  }

  /** @throws Refusal UNAVAILABLE when the session searched anew before its turn came. */
  search(session: Session, typed: string, limit: number): Promise<FoundPeople> {
    return new Promise((resolve, reject) => {
      const person = `${session.community} ${session.person}`;
      const mine = this.#waiting.get(person) ?? new Map<Session, Waiting>();
      mine
        .get(session)
        ?.reject(new Refusal(Code.UNAVAILABLE, "A newer search of this session took the place of this one."));
      // In the place of the older one: who types fast does not fall behind.
      this.#waiting.set(person, mine);
      mine.set(session, { typed, limit, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#running >= AT_ONCE) return;
    const [first] = this.#waiting;
    if (!first) return;
    const [person, mine] = first;
    const [session, { typed, limit, resolve, reject }] = mine.entries().next().value!;
    mine.delete(session);
    this.#waiting.delete(person);
    // Behind all others.
    if (mine.size > 0) this.#waiting.set(person, mine);
    this.#running++;
    this.#store
      .search(session.community, typed, limit, session.person)
      .then(resolve, reject)
      .finally(() => {
        this.#running--;
        this.#next();
      });
  }
}
