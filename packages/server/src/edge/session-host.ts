// The interface between the edge and the session layer.
import type { Holder } from "../kernel/budget.ts";
import type { PushSource, Session } from "../kernel/feature.ts";
import { Spending } from "./rates.ts";
import type { Origin } from "./socket.ts";

/** A connection as its session sees it. */
export interface Link {
  readonly origin: Origin;
  /** While it is set, registers wait in the outbox. */
  inactive: boolean;
  /** The store's continuity token for the reply to hello (S20); empty if there is none. */
  newestToken(): Uint8Array;
  /** Prefetches the fields that the next three methods need; see `Session.fetch`. */
  fetch(): number;
  register(key: string, frame: Uint8Array, source?: PushSource): void;
  entry(frame: Uint8Array, source?: PushSource): void;
  signal(frame: Uint8Array, source?: PushSource): void;
  /** Sends the whole outbox and closes. The session learns that its connection is gone. */
  close(code: number, reason: string): void;
  /** Closes after the reply to the command that is being run. */
  leave(code: number, reason: string): void;
}

/** One person's share of the server: the token buckets and the held memory of all the person's sessions. */
export class PersonShare extends Spending implements Holder {
  heldBytes = 0;
}

/** A session as the edge sees it. */
export interface ConnectedSession extends Session {
  readonly spending: Spending;
  /** Outlives the person's sessions until its buckets are full and its memory is freed. */
  readonly share: PersonShare;
}

/** The session layer as the edge sees it. */
export interface SessionHost<Admission = unknown> {
  /** Checks a hello. Throws or rejects with Refusal if it signs nobody in. */
  admit(payload: Uint8Array, origin: Origin): Admission | Promise<Admission>;
  /** The share of the admitted person. */
  shareOf(admission: Admission): PersonShare;
  /** Opens a session, or resumes one. The reply is a HelloReply. */
  enter(admission: Admission, connection: Link): { session: ConnectedSession; reply: Uint8Array };
  /** Hello has been answered: pushes from now on follow its reply. */
  begin(session: ConnectedSession): void;
  /** The session's connection is gone, whoever closed it. `silent`: the client did not answer a ping. */
  lost(session: ConnectedSession, connection: Link, silent: boolean): void;
}
