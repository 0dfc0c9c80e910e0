import { CloseCode } from "@livename/wire";
import { frameOf, parts, type SharedFrames } from "./framing.ts";
import { newest, Outbox } from "./outbox.ts";
import type { PersonShare } from "./session-host.ts";
import type { EdgeShared } from "./shared.ts";
import type { SlowReader } from "./slow-readers.ts";
import type { Socket } from "./socket.ts";
import type { Owed } from "./tokens.ts";

/** The largest message that every client accepts (F22). */
export const MESSAGE_BYTES = 4 * 1_024 * 1_024;

/** Unsent bytes of one client that are not metered: enough for the changes of most ticks. */
export const FREE_BYTES = 4_096;

/**
 * The sending half of a connection: queues frames until a flush, sends them in portions as the client reads, and meters
 * unsent bytes when the client is slow. It knows nothing of commands; the subclass knows when the connection has ended.
 */
export abstract class Sender implements SlowReader, Owed {
  /** The account for unsent bytes; undefined before sign-in, and after the socket is gone. */
  share: PersonShare | undefined;
  readonly #edge: EdgeShared;
  readonly #socket: Socket;
  readonly #outbox = new Outbox();
  #inactive = false;
  /** The pulse's list that this sender is on. */
  #marked: "no" | "tick" | "soon" = "no";
  #unsentBytes = 0;
  /** Stored data was sent, and its continuity token is to follow. */
  #owed = false;
  /** The token to send with the next frames, and the last one that was sent. */
  #along: Uint8Array | undefined;
  #token: Uint8Array | undefined;

  constructor(edge: EdgeShared, socket: Socket) {
    this.#edge = edge;
    this.#socket = socket;
  }

  abstract get ended(): boolean;
  abstract close(code: number, reason: string): void;
  abstract disconnect(): void;

  /** The outbox is empty. */
  get isEmpty(): boolean {
    return this.#outbox.empty;
  }

  get inactive(): boolean {
    return this.#inactive;
  }

  /** While it is set, registers wait in the outbox. */
  set inactive(inactive: boolean) {
    this.#inactive = inactive;
    if (!inactive && !this.#outbox.empty) this.#mark("soon");
  }

  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  fetch(): number {
    return this.#outbox.bytes;
  }

  register(key: string, frame: Uint8Array): void {
    if (this.ended || this.#overflows()) return;
    this.#outbox.register(key, frame);
    if (!this.#inactive) this.#mark("tick");
  }

  entry(frame: Uint8Array): void {
    if (this.ended || this.#overflows()) return;
    this.#outbox.entry(frame);
    this.#mark("soon");
  }

  /** Like `entry`, but the caller schedules the flush. */
  protected put(frame: Uint8Array): void {
    if (!this.ended && !this.#overflows()) this.#outbox.entry(frame);
  }

  /** Asks for a continuity token to follow, because the outbox has frames about stored data. */
  protected owe(): void {
    if (!this.#owed) this.#owed = this.#edge.tokens.owe(this);
  }

  newestToken(): Uint8Array {
    const { token, frame } = this.#edge.tokens.current();
    this.#token = frame;
    return token;
  }

  giveToken(frame: Uint8Array): void {
    this.#owed = false;
    if (frame !== this.#token) this.#along = frame;
  }

  sendToken(): void {
    if (!this.#along || this.ended || this.#overflows()) return;
    this.#putToken(this.#along);
    this.#mark("tick");
  }

  #putToken(frame: Uint8Array): void {
    this.#along = undefined;
    this.#token = frame;
    this.#outbox.entry(frame);
  }

  signal(frame: Uint8Array): void {
    if (this.ended || this.#inactive) return;
    // A late signal is worthless: drop it if the client is behind.
    if (this.#socket.bufferedBytes > this.#edge.limits.stallBytes) {
      this.#edge.counts.dropped++;
      return;
    }
    this.#outbox.entry(frame);
    this.#mark("soon");
  }

  flush(shared?: SharedFrames): void {
    if (shared) this.#marked = "no";
    this.#send(this.#edge.limits.portionBytes, shared);
  }

  /** Updates the metered bytes. Called every tick until the client has caught up. */
  update(): void {
    this.#meter();
  }

  protected sendAll(): void {
    this.#send(Number.POSITIVE_INFINITY);
  }

  /** Drops the outbox. The bytes that the socket still holds stay metered until it is gone. */
  protected forget(): void {
    this.#outbox.clear();
    if (this.#unsentBytes > 0) this.#meter();
  }

  /** The socket is gone, and with it all unsent bytes. */
  protected holdsNothing(): void {
    this.#setUnsent(0);
    this.share = undefined;
  }

  #mark(when: "tick" | "soon"): void {
    if (this.#marked === "soon" || this.#marked === when) return;
    this.#marked = when;
    if (when === "soon") this.#edge.pulse.soon(this);
    else this.#edge.pulse.tick(this);
  }

  /** Sends up to `most` bytes of the outbox, unless the socket is full. */
  #send(most: number, shared?: SharedFrames): void {
    if (this.ended || this.#outbox.empty) return;
    if (this.#along) this.#putToken(this.#along);
    const { bytes } = this.#outbox;
    if (this.#socket.bufferedBytes > this.#edge.limits.stallBytes) this.#meter();
    else {
      // An inactive client gets its waiting registers too: the message wakes it anyway, and the order is kept.
      const batch = this.#outbox.take(most);
      if (most > MESSAGE_BYTES && bytes > MESSAGE_BYTES)
        for (const frames of parts(newest(batch).frames, MESSAGE_BYTES)) this.#socket.send(frameOf(frames));
      else this.#socket.send(shared ? shared.frameOf(batch) : frameOf(newest(batch).frames));
      if (bytes > FREE_BYTES || this.#unsentBytes > 0) this.#meter();
      if (this.#outbox.empty) return;
    }
    if (this.#marked !== "no") return;
    this.#marked = "tick";
    this.#edge.pulse.later(this);
  }

  #meter(): void {
    const bytes = this.#outbox.bytes + this.#socket.bufferedBytes;
    this.#setUnsent(bytes > FREE_BYTES ? bytes : 0);
  }

  #setUnsent(bytes: number): void {
    if (!this.share || bytes === this.#unsentBytes) return;
    this.#edge.budget.note(this.share, "unsent", bytes - this.#unsentBytes);
    if (this.#unsentBytes === 0) this.#edge.slowReaders.add(this);
    this.#unsentBytes = bytes;
  }

  /** Closes the connection of a client that lets its outbox overflow. Returns whether it did. */
  #overflows(): boolean {
    const { outboxBytes } = this.#edge.limits;
    if (this.#outbox.bytes <= Math.min(FREE_BYTES, outboxBytes)) return false;
    this.#meter();
    if (this.#outbox.bytes <= outboxBytes) return false;
    this.#outbox.sweep();
    if (this.#outbox.bytes <= outboxBytes) return false;
    this.#send(Number.POSITIVE_INFINITY);
    if (this.#outbox.bytes <= outboxBytes) return false;
    this.tooSlow();
    return true;
  }

  /** Drops the outbox and closes: a client that reads too slowly reconnects and asks for what it missed. */
  protected tooSlow(): void {
    this.#edge.counts.slow++;
    this.#outbox.clear();
    this.close(CloseCode.TOO_SLOW, "too slow: reconnect and say what you hold");
  }
}
