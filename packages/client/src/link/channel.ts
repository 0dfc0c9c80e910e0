import type { Read, Write } from "@livename/wire";
import type { HelloReply } from "@livename/wire/session";
import type { LivenameError } from "../errors.ts";

/**
 * A method of the server with the codecs of its request and reply: a method of the protocol (`@livename/wire/calls`) or
 * of an application. `decode` throws if it cannot read the bytes.
 */
export type Call<Request, Reply> =
  | { readonly method: number; readonly write: Write<Request>; readonly read: Read<Reply> }
  | {
      readonly method: number;
      readonly request: { encode(request: Request): Uint8Array };
      readonly reply: { decode(bytes: Uint8Array): Reply };
    };

/** A push of the server with its decoder: a push of the protocol or of an application. */
export type Push<Message> =
  | { readonly method: number; readonly read: Read<Message> }
  | { readonly method: number; readonly payload: { decode(bytes: Uint8Array): Message } };

/**
 * - `kept`: waits while there is no connection, and is sent again on the next one, until its timeout.
 * - `connection`: belongs to this connection and fails with it. Can be sent together with hello.
 */
export type Lifetime = "kept" | "connection";

export interface CallOptions {
  /** @default "kept" */
  lifetime?: Lifetime;
  /** The key of a mutation, 8 to 64 characters. A command that is sent again with its key takes effect only once. */
  key?: string;
  /** The estimated server time, for a request that gives an end time. Called each time the request is sent. */
  timeMs?: (() => number) | undefined;
  /** How long to wait for the answer, including interruptions; Infinity for no timeout. @default 30,000 */
  timeoutMs?: number;
  /** Repeats the command when a refusal says that a later try may succeed. @default true */
  retries?: boolean;
}

/** The connection as features use it. */
export interface Channel {
  /**
   * Sends a command. Rejects with a LivenameError. Handlers attached directly to this promise run before the handlers
   * of any message that arrived after the reply.
   */
  call<Request, Reply>(call: Call<Request, Reply>, request: Request, options?: CallOptions): Promise<Reply>;
  /** Adds a handler for a push. Pushes are handled in order of arrival. Returns the function that unsubscribes. */
  onPush<Message>(push: Push<Message>, handler: (message: Message) => void): () => void;
  /**
   * `connected` runs on each new connection, and at once if there is one. What it sends is sent together with hello.
   * `lost` runs when that connection is lost. Returns the function that unsubscribes.
   */
  onConnect(connected: () => void, lost?: () => void): () => void;
  /** The bounds of the server; the protocol's defaults before the first hello. */
  readonly limits: NonNullable<HelloReply["limits"]>;
  /** Why the client is closed; undefined while it is open. */
  readonly closed: LivenameError | undefined;
}
