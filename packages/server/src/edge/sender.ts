import { CloseCode } from "@livename/wire";
import { frameOf, parts, type SharedFrames } from "./framing.ts";
import type { Laggard } from "./laggards.ts";
import { newest, Outbox } from "./outbox.ts";
import type { PersonShare } from "./session-host.ts";
import type { EdgeShared } from "./shared.ts";
import type { Socket } from "./socket.ts";
import type { Owed } from "./tokens.ts";

/** What every client takes in one message (F22). */
export const MESSAGE_BYTES = 4 * 1_024 * 1_024;

/** What waits for one client without being metered: most of the time a tick's changes. */
export const FREE_BYTES = 4_096;

/**
 * What goes out on one connection: kept until it is time, sent in portions as the client reads, metered when it does
 * not. It knows nothing of commands; whoever extends it says when the connection has ended.
 */
export abstract class Sender implements Laggard, Owed {
  /** Who pays for what waits; undefined before somebody has signed in and when nothing is held any more. */
  share: PersonShare | undefined;
  readonly #edge: EdgeShared;
  readonly #socket: Socket;
  readonly #outbox = new Outbox();
  #inactive = false;
  /** Stands in the pulse's list already. */
  #marked: "no" | "tick" | "soon" = "no";
  #unsentBytes = 0;
  /** A token is to come behind what was told. */
  #owed = false;
  /** The token that goes along with what is sent next, and the one that was sent last. */
  #along: Uint8Array | undefined;
  #token: Uint8Array | undefined;

  constructor(edge: EdgeShared, socket: Socket) {
    this.#edge = edge;
    this.#socket = socket;
  }

  abstract get ended(): boolean;
  abstract close(code: number, reason: string): void;
  abstract letGo(): void;

  /** Nothing waits to be sent. */
  get isEmpty(): boolean {
    return this.#outbox.empty;
  }

  get inactive(): boolean {
    return this.#inactive;
  }

  /** Registers wait while it is set. */
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

  /** As `entry`, without saying when: whoever calls this sends. */
  protected put(frame: Uint8Array): void {
    if (!this.ended && !this.#overflows()) this.#outbox.entry(frame);
  }

  /** What was put is kept in the store. */
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
    // Worth nothing later: it goes with what is going anyway, or not at all.
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

  /** Meters anew what waits until the client has read. */
  look(): void {
    this.#meter();
  }

  protected sendAll(): void {
    this.#send(Number.POSITIVE_INFINITY);
  }

  /** Nothing more is sent; what the socket still holds is metered until it is gone. */
  protected forget(): void {
    this.#outbox.clear();
    if (this.#unsentBytes > 0) this.#meter();
  }

  /** The socket is gone with all that it held. */
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

  /** Sends the first bytes up to `most` of what waits, unless the socket is full. */
  #send(most: number, shared?: SharedFrames): void {
    if (this.ended || this.#outbox.empty) return;
    if (this.#along) this.#putToken(this.#along);
    const { bytes } = this.#outbox;
    if (this.#socket.bufferedBytes > this.#edge.limits.stallBytes) this.#meter();
    else {
      // Whatever is sent to an inactive client brings its registers along: it is awake now, and their order is kept.
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
    if (this.#unsentBytes === 0) this.#edge.laggards.add(this);
    this.#unsentBytes = bytes;
  }

  /** Nobody's slowness costs another's memory: who reads too slowly comes back and asks for what is missing. */
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

  /** Of what the client could not take nothing is kept: it asks again. */
  protected tooSlow(): void {
    this.#edge.counts.slow++;
    this.#outbox.clear();
    this.close(CloseCode.TOO_SLOW, "too slow: come back and say what you hold");
  }
}
