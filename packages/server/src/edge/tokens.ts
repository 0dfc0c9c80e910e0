import { encode, pushFrame } from "@livename/wire";
import { sessionContinuity } from "@livename/wire/handlers";
import type { Clock } from "../time/clock.ts";

/** The part of the store's evidence that the edge needs. */
export interface TokenSource {
  readonly epoch: number;
  /** Changes whenever there is a new token. */
  readonly commits: number;
  token(): Uint8Array;
}

/** A connection that was sent stored data and needs a token behind it. */
export interface Owed {
  readonly ended: boolean;
  /** Adds the token's frame to the next message; it replaces an older one that was not sent yet. */
  giveToken(frame: Uint8Array): void;
  /** Sends the given token by itself, unless it has been sent with another message. */
  sendToken(): void;
}

const EVERY_MS = 1_000;

/**
 * If a connection has no other message to send within a second, its token is sent by itself, to at most this many
 * connections per turn: one client that shows the token is enough for the store. The others get it with their next
 * message or ping.
 */
const ALONE = 64;

interface Token {
  readonly token: Uint8Array;
  /** The push that brings it. */
  readonly frame: Uint8Array;
}

const NONE: Token = { token: new Uint8Array(), frame: new Uint8Array() };

/**
 * Sends connections a continuity token of the store after they were sent stored data: at most once a second, and the same
 * bytes to all (S20). Connections that were sent nothing cause no work.
 */
export class Tokens {
  readonly #clock: Clock;
  readonly #source: TokenSource | undefined;
  #current: Token = NONE;
  #commits = -1;
  #epoch = -1;
  #madeMs = Number.NEGATIVE_INFINITY;
  /** Connections that were sent stored data since the last turn. */
  #owed: Owed[] = [];
  /** Connections that were given a token at the last turn. */
  #given: Owed[] = [];
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, source: TokenSource | undefined) {
    this.#clock = clock;
    this.#source = source;
  }

  /** The token for the reply to hello. It may be a second old; a newer one follows if newer data was sent. */
  current(): Token {
    const young = this.#clock.monotonic() < this.#madeMs + EVERY_MS && this.#source?.epoch === this.#epoch;
    return young ? this.#current : this.#make();
  }

  /** Notes that the connection is sent stored data. Returns whether a token will follow. */
  owe(connection: Owed): boolean {
    if (!this.#source) return false;
    this.#owed.push(connection);
    this.#arm();
    return true;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#owed = [];
    this.#given = [];
  }

  #arm(): void {
    this.#cancel ??= this.#clock.after(EVERY_MS, this.#turn);
  }

  readonly #turn = (): void => {
    this.#cancel = undefined;
    const late = this.#given;
    this.#given = this.#owed.filter((connection) => !connection.ended);
    this.#owed = [];
    const { frame } = this.#make();
    for (const connection of this.#given) connection.giveToken(frame);
    for (const connection of late.slice(-ALONE)) connection.sendToken();
    if (this.#given.length > 0) this.#arm();
  };

  #make(): Token {
    if (!this.#source) return NONE;
    const { commits } = this.#source;
    this.#madeMs = this.#clock.monotonic();
    if (commits === this.#commits) return this.#current;
    const token = this.#source.token();
    this.#commits = commits;
    this.#epoch = this.#source.epoch;
    this.#current = { token, frame: pushFrame(sessionContinuity.method, encode(sessionContinuity.write, { token })) };
    return this.#current;
  }
}
