import { encode, pushFrame } from "@livename/wire";
import { sessionContinuity } from "@livename/wire/handlers";
import type { Clock } from "../time/clock.ts";

/** The store's evidence, as far as the edge hands it on. */
export interface TokenSource {
  readonly epoch: number;
  /** Another number when there is another token to give. */
  readonly commits: number;
  token(): Uint8Array;
}

/** Who is to have a token behind what it was told. */
export interface Owed {
  readonly ended: boolean;
  /** The frame goes along with whatever is sent next, in place of an older one. */
  giveToken(frame: Uint8Array): void;
  /** Sends what was given, if it has not gone along with anything. */
  sendToken(): void;
}

const EVERY_MS = 1_000;

/**
 * To whom nothing else is sent a token is sent on its own, to so many in a turn: for the store one client that shows it is
 * as good as all. The others have it with their next message, or their next ping.
 */
const ALONE = 64;

interface Token {
  readonly token: Uint8Array;
  /** The push that brings it. */
  readonly frame: Uint8Array;
}

const NONE: Token = { token: new Uint8Array(), frame: new Uint8Array() };

/**
 * Gives connections the store's token behind what they were told of it, once a second at most and all the same bytes
 * (S20). Whoever is told nothing costs nothing.
 */
export class Tokens {
  readonly #clock: Clock;
  readonly #source: TokenSource | undefined;
  #current: Token = NONE;
  #commits = -1;
  #epoch = -1;
  #madeMs = Number.NEGATIVE_INFINITY;
  /** Told something since the last turn. */
  #owed: Owed[] = [];
  /** Given one at the last turn. */
  #given: Owed[] = [];
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, source: TokenSource | undefined) {
    this.#clock = clock;
    this.#source = source;
  }

  /** For the reply to hello. What was committed within the last second is owed besides. */
  current(): Token {
    const young = this.#clock.monotonic() < this.#madeMs + EVERY_MS && this.#source?.epoch === this.#epoch;
    return young ? this.#current : this.#make();
  }

  /** The connection is told something that the store keeps. Returns whether there will be a token for it. */
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
