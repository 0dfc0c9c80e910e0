import type { Method, ReceivedPush } from "./method.ts";

export interface InsideOptions {
  /** The session counts for the person's presence, as a client's session does. @default false */
  readonly visible?: boolean;
  /** The application's name, for features that ask; a client's comes from its token. @default none */
  readonly application?: string;
  /** Permissions beyond those of every person, such as "activity:set". @default [] */
  readonly scopes?: readonly string[];
}

/**
 * A person's session inside the server, for bots and gateways. It can call every method, with the same rules and
 * refusals as a client's session but without rate limits. Like other sessions, it ends when the person is deactivated or
 * the server stops.
 */
export interface InsideSession {
  /** The person's immutable id. */
  readonly person: string;
  /** Resolves with the reason when the session has ended, whoever ended it. */
  readonly ended: Promise<string>;
  /**
   * Sends a command, as a client does.
   *
   * @param options.key Idempotency key of a mutation (SPEC F14): 8 to 64 printable ASCII characters. A change repeated
   * with the same key takes effect once.
   * @throws Refusal as a client would get it; UNAVAILABLE when the session has ended. Any other error is a fault of the
   * server.
   */
  call<Request, RequestInit, Reply>(
    method: Method<Request, RequestInit, Reply, never>,
    request: RequestInit,
    options?: { readonly key?: string },
  ): Promise<Reply>;
  /**
   * Calls the listener with each push of this kind. Pushes never come before the reply to the call that subscribed to
   * them. Errors of the listener are logged. Returns the function that removes it.
   */
  on<Payload>(push: ReceivedPush<Payload>, listener: (payload: Payload) => void): () => void;
  /** Ends the session for all its users. Pending calls are still answered. */
  close(): void;
}

/** Opens a session for a person, named by id or address. @throws Refusal NO_SUCH_PERSON */
export type OpenInside = (person: string, options?: InsideOptions) => InsideSession;
