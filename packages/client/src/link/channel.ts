import type { Read } from "@livename/wire";
import type { Call } from "@livename/wire/calls";
import type { HelloReply } from "@livename/wire/session";
import type { LivenameError } from "../errors.ts";

/**
 * - `kept`: waits while there is no connection and is asked again on the next one, until its time is over.
 * - `connection`: belongs to this connection and ends with it; may be pipelined behind hello.
 */
export type Scope = "kept" | "connection";

export interface CallOptions {
  /** @default "kept" */
  scope?: Scope;
  /** The key of a mutation, so that asking again does it once. */
  key?: string;
  /** What the server's time is taken to be, for a request that gives an end; asked each time that it is sent. */
  timeMs?: (() => number) | undefined;
  /** @default TIMES.answer; Infinity for no end. */
  timeoutMs?: number;
  /** Refusals that name a time to come back are obeyed here. @default true */
  retries?: boolean;
}

/** A push as whoever hears it sees it. */
export interface Push<T> {
  readonly method: number;
  readonly read: Read<T>;
}

/** What a feature sees of the connection. */
export interface Channel {
  /** See {@link CallOptions}; rejects with a LivenameError. */
  call<Q, R>(call: Call<Q, R>, request: Q, options?: CallOptions): Promise<R>;
  /** Handlers run in the order of arrival, replies among them. */
  push<T>(push: Push<T>, handler: (message: T) => void): () => void;
  /**
   * `attach` says what is followed, in the flight of each hello; at once when there is a connection.
   * `lost` when that connection is gone.
   */
  follow(attach: () => void, lost?: () => void): () => void;
  /** What the server takes; the protocol's defaults before the first hello. */
  readonly limits: NonNullable<HelloReply["limits"]>;
  readonly closed: LivenameError | undefined;
}
