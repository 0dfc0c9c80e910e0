// What the edge and those who keep sessions know of each other.
import type { Holder } from "../kernel/budget.ts";
import type { PushSource, Session } from "../kernel/feature.ts";
import { Spending } from "./rates.ts";
import type { Origin } from "./socket.ts";

/** A connection as its session sees it. */
export interface Link {
  readonly origin: Origin;
  /** Registers wait while it is set. */
  inactive: boolean;
  /** Of how far the store has come, for the reply to hello (S20); empty for none. */
  newestToken(): Uint8Array;
  /** Touches what the three below need; see `Session.fetch`. */
  fetch(): number;
  register(key: string, frame: Uint8Array, source?: PushSource): void;
  entry(frame: Uint8Array, source?: PushSource): void;
  signal(frame: Uint8Array, source?: PushSource): void;
  /** Sends what waits and closes. The session is told that its connection is gone. */
  close(code: number, reason: string): void;
  /** Closes once the command at hand has been answered. */
  leave(code: number, reason: string): void;
}

/** One person's share of the server: what all sessions of the person have spent, and what is held for them. */
export class PersonShare extends Spending implements Holder {
  heldBytes = 0;
}

/** A session as the edge sees it: where its spending stands. */
export interface ConnectedSession extends Session {
  readonly spending: Spending;
  /** Outlives the person's sessions until all is paid and let go. */
  readonly share: PersonShare;
}

/** Who keeps the sessions, as the edge sees it. */
export interface SessionHost<Admission = unknown> {
  /** Looks at a hello. Throws or rejects with Refusal when it does not sign anybody in. */
  admit(payload: Uint8Array, origin: Origin): Admission | Promise<Admission>;
  /** The share of the person whom it signs in. */
  shareOf(admission: Admission): PersonShare;
  /** Makes a session of it, or takes one up again. The reply is a HelloReply. */
  enter(admission: Admission, connection: Link): { session: ConnectedSession; reply: Uint8Array };
  /** Its hello has been answered: what is pushed from now on comes behind the reply. */
  begin(session: ConnectedSession): void;
  /** The session's connection is gone, whoever closed it. `silent`: because nothing was heard from it. */
  lost(session: ConnectedSession, connection: Link, silent: boolean): void;
}
