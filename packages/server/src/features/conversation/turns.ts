import type { Session } from "../../kernel/feature.ts";

/** Lets a session read one page at a time: pages that were asked for by the hundred are not in memory together. */
export class Turns {
  readonly #last = new WeakMap<Session, Promise<void>>();

  /** Runs `read` when all that the session began before has ended, however it ended. */
  take<Reply>(session: Session, read: () => Promise<Reply>): Promise<Reply> {
    const before = this.#last.get(session);
    const turn = before ? before.then(read) : read();
    const ended = (): void => undefined;
    this.#last.set(session, turn.then(ended, ended));
    return turn;
  }
}
