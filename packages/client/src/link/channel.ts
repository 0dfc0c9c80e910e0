import type { Read, Write } from "@livename/wire";
import type { HelloReply } from "@livename/wire/session";
import type { LivenameError } from "../errors.ts";

/**
 * A method of the server, and how its requests and replies become bytes: one of the protocol (`@livename/wire/calls`), or
 * one of an application, with codecs of its own. A `decode` that cannot read the bytes throws.
 */
export type Call<Request, Reply> =
  | { readonly method: number; readonly write: Write<Request>; readonly read: Read<Reply> }
  | {
      readonly method: number;
      readonly request: { encode(request: Request): Uint8Array };
      readonly reply: { decode(bytes: Uint8Array): Reply };
    };

/** A push of the server, and how it is read: one of the protocol or one of an application. */
export type Push<Message> =
  | { readonly method: number; readonly read: Read<Message> }
  | { readonly method: number; readonly payload: { decode(bytes: Uint8Array): Message } };

/**
 * - `kept`: waits while there is no connection and is sent again on the next one, until its time is over.
 * - `connection`: belongs to this connection and fails with it; may be pipelined behind hello.
 */
export type Lifetime = "kept" | "connection";

export interface CallOptions {
  /** @default "kept" */
  lifetime?: Lifetime;
  /** The key of a mutation: 8 to 64 characters, so that sending it again makes the change once. */
  key?: string;
  /** What the server's time is taken to be, for a request that gives an end; asked each time that it is sent. */
  timeMs?: (() => number) | undefined;
  /** How long to wait for the answer, interruptions included; Infinity for ever. @default 30,000 */
  timeoutMs?: number;
  /** Repeats the command when a refusal says that a later try may succeed. @default true */
  retries?: boolean;
}

/** What a feature sees of the connection. */
export interface Channel {
  /**
   * Sends a command; rejects with a LivenameError. Handlers of the reply run before those of any message that arrived
   * after it, if they are attached to this very promise.
   */
  call<Request, Reply>(call: Call<Request, Reply>, request: Request, options?: CallOptions): Promise<Reply>;
  /** Handles a push, in the order of arrival. Returns the function that unsubscribes. */
  onPush<Message>(push: Push<Message>, handler: (message: Message) => void): () => void;
  /**
   * `connected` runs on each new connection, at once when there is one: what it sends leaves together with hello.
   * `lost` runs when that connection is gone. Returns the function that unsubscribes.
   */
  onConnect(connected: () => void, lost?: () => void): () => void;
  /** What the server takes; the protocol's defaults before the first hello. */
  readonly limits: NonNullable<HelloReply["limits"]>;
  /** Why the client is closed; undefined while it is not. */
  readonly closed: LivenameError | undefined;
}
