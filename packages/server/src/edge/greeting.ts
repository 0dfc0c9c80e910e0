import { CloseCode, replyFrame } from "@livename/wire";
import { Code, type Command } from "@livename/wire/frame";
import { EVERYBODY } from "../kernel/budget.ts";
import { Refusal } from "../kernel/refusal.ts";
import { bytesOf, COMMAND_BYTES } from "./lane.ts";
import type { ConnectedSession, Link, PersonShare } from "./session-host.ts";
import type { EdgeShared } from "./shared.ts";

/** The connection of a hello, as the hello sees it. */
export interface Greeted extends Link {
  readonly ended: boolean;
  /** Whether the hello at hand is still this one. */
  isGreetedBy(greeting: Greeting): boolean;
  /** Somebody has signed in; `reply` is the answer to hello, and `queue` what was sent behind it. */
  signedIn(session: ConnectedSession, share: PersonShare, reply: Uint8Array, queue: readonly Command[]): void;
  /** Nobody has: another hello may come on this connection. */
  notSignedIn(): void;
  refuse(command: Command, error: unknown): void;
  flush(): void;
}

/** Hellos that are refused with these are for the address to answer for. */
const SIGNS_NOBODY_IN: ReadonlySet<number> = new Set([Code.UNAUTHENTICATED, Code.MALFORMED, Code.INVALID]);

/** WebSocket's own code for it: come again. */
const FAULT = 1_011;

/** A hello that is looked at, and what was sent behind it, which waits in order (S3). */
export class Greeting {
  readonly #edge: EdgeShared;
  readonly #connection: Greeted;
  readonly #hello: Command;
  readonly #queue: Command[] = [];
  #bytes = 0;

  constructor(edge: EdgeShared, connection: Greeted, hello: Command) {
    this.#edge = edge;
    this.#connection = connection;
    this.#hello = hello;
  }

  /** Ends at once, or later; in both cases the connection is told. */
  begin(): void {
    const { sessions, strangers } = this.#edge;
    const { origin } = this.#connection;
    try {
      const waitMs = strangers.waitMs(origin.ip);
      if (waitMs > 0)
        throw new Refusal(
          Code.RATE_LIMITED,
          "Too many hellos from this address signed nobody in. Try again after retry_after_ms.",
          waitMs,
        );
      const admission = sessions.admit(this.#hello.payload, origin);
      if (admission instanceof Promise)
        admission.then((admitted) => this.#admitted(admitted)).catch((error: unknown) => this.#notAdmitted(error));
      else this.#admitted(admission);
    } catch (error) {
      // Whatever came in the same flight is answered as behind a hello that takes its time (S3).
      queueMicrotask(() => this.#notAdmitted(error));
    }
  }

  /** Returns whether there was room for a command behind the hello. */
  queue(command: Command): boolean {
    const { limits, budget } = this.#edge;
    this.#bytes += command.payload.length;
    if (this.#queue.length >= limits.queueCommands || this.#bytes > limits.queueBytes) return false;
    budget.note(EVERYBODY, "pending", bytesOf(command));
    this.#queue.push(command);
    return true;
  }

  /** What waited is held no more. */
  letGo(): void {
    this.#edge.budget.give(EVERYBODY, "pending", this.#bytes + this.#queue.length * COMMAND_BYTES);
  }

  #admitted(admission: unknown): void {
    const connection = this.#connection;
    if (!connection.isGreetedBy(this)) return;
    const { sessions, prices } = this.#edge;
    const share = sessions.shareOf(admission);
    const waitMs = prices.hello(share);
    if (waitMs > 0)
      throw new Refusal(Code.RATE_LIMITED, "This person signs in too often. Try again after retry_after_ms.", waitMs);
    const { session, reply } = sessions.enter(admission, connection);
    this.letGo();
    const { id, method } = this.#hello;
    connection.signedIn(session, share, replyFrame(id, method, reply), this.#queue);
  }

  #notAdmitted(error: unknown): void {
    const connection = this.#connection;
    const { counts, log, refusedHellos } = this.#edge;
    const { ip } = connection.origin;
    if (!connection.isGreetedBy(this)) {
      if (connection.ended) return;
      // One connection is lost by a fault of ours, not the process with all the others.
      log.error({ err: error }, "a connection failed");
      connection.close(FAULT, "a fault of the server");
      return;
    }
    counts.helloRefused++;
    this.letGo();
    connection.notSignedIn();
    connection.refuse(this.#hello, error);
    for (const queued of this.#queue)
      connection.refuse(queued, new Refusal(Code.UNAUTHENTICATED, "The hello before this command was refused."));
    const code = error instanceof Refusal ? error.code : Code.INTERNAL;
    if (error instanceof Refusal && (code === Code.UNAUTHENTICATED || code === Code.TOKEN_EXPIRED))
      refusedHellos.say(error.message, ip, log);
    if (SIGNS_NOBODY_IN.has(code)) this.#edge.stranger(ip);
    // A fault of ours or a limit: the client may say hello again on this connection until its time is over.
    if (code === Code.TOKEN_EXPIRED) connection.close(CloseCode.TOKEN_EXPIRED, "the token has expired");
    else if (code === Code.UNAUTHENTICATED) connection.close(CloseCode.NOT_SIGNED_IN, "not signed in");
    else if (code === Code.MALFORMED || code === Code.INVALID)
      connection.close(CloseCode.PROTOCOL, "hello is malformed");
    else connection.flush();
  }
}
