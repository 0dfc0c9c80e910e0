import type { Method, ReceivedPush } from "./method.ts";

export interface InsideOptions {
  /** Others see that the person is there, as with a program of the person's own. @default false */
  readonly visible?: boolean;
  /** Which application it is, for features that ask; as a token may say. @default none */
  readonly application?: string;
  /** What it may do beyond being the person, such as "activity:set". @default [] */
  readonly scopes?: readonly string[];
}

/**
 * Somebody's session inside the server, for bots, gateways and the like: every method with the same rules and refusals
 * as from outside, except rates. It ends as other sessions do, when the person is deactivated or the server stops.
 */
export interface InsideSession {
  /** The person's immutable id. */
  readonly person: string;
  /** Resolves with the reason when it has ended, whoever ended it. */
  readonly ended: Promise<string>;
  /**
   * Asks as a client does.
   *
   * @param options.key Of a mutation (SPEC F14): 8 to 64 printable characters; the same change again has its effect once.
   * @throws Refusal as a client is told it, UNAVAILABLE when the session has ended; what is no Refusal is a fault.
   */
  call<Request, RequestInit, Reply>(
    method: Method<Request, RequestInit, Reply, never>,
    request: RequestInit,
    options?: { readonly key?: string },
  ): Promise<Reply>;
  /**
   * Calls the listener with each push of this kind, never before the reply to the call that began it. What the listener
   * throws is logged. Returns the function that ends it.
   */
  on<Payload>(push: ReceivedPush<Payload>, listener: (payload: Payload) => void): () => void;
  /** Ends it for everybody; calls under way are answered still. */
  close(): void;
}

/** Opens a session for a person, named by id or address. @throws Refusal NO_SUCH_PERSON */
export type OpenInside = (person: string, options?: InsideOptions) => InsideSession;
