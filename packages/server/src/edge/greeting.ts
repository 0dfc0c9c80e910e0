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
  /** Whether this hello is still the current one. */
  isGreetedBy(greeting: Greeting): boolean;
  /** Opens the connection for the session; `queue` are the commands that were sent behind hello. */
  signedIn(session: ConnectedSession, share: PersonShare, reply: Uint8Array, queue: readonly Command[]): void;
  /** The hello was refused. Another one may follow on this connection. */
  notSignedIn(): void;
  refuse(command: Command, error: unknown): void;
  flush(): void;
}

/** Refusals that count against the client's address. */
const SIGNS_NOBODY_IN: ReadonlySet<number> = new Set([Code.UNAUTHENTICATED, Code.MALFORMED, Code.INVALID]);

/** WebSocket's close code for an internal error: the client reconnects. */
const FAULT = 1_011;

/** A hello that is being checked, with the queue of commands behind it (S3). */
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

  /** Checks the hello and reports the result to the connection, synchronously or later. */
  begin(): void {
    const { sessions, failedHellos } = this.#edge;
    const { origin } = this.#connection;
    try {
      const waitMs = failedHellos.waitMs(origin.ip);
      if (waitMs > 0)
        throw new Refusal(
          Code.RATE_LIMITED,
          "Too many failed sign-ins from this address. Try again after retry_after_ms.",
          waitMs,
        );
      const admission = sessions.admit(this.#hello.payload, origin);
      if (admission instanceof Promise)
        admission.then((admitted) => this.#admitted(admitted)).catch((error: unknown) => this.#notAdmitted(error));
      else this.#admitted(admission);
    } catch (error) {
      // Deferred, so that commands in the same message are queued and refused as behind a slow hello (S3).
      queueMicrotask(() => this.#notAdmitted(error));
    }
  }

  /** Queues a command behind the hello. Returns whether there was room. */
  queue(command: Command): boolean {
    const { limits, budget } = this.#edge;
    this.#bytes += command.payload.length;
    if (this.#queue.length >= limits.queueCommands || this.#bytes > limits.queueBytes) return false;
    budget.note(EVERYBODY, "pending", bytesOf(command));
    this.#queue.push(command);
    return true;
  }

  /** Frees the queue's bytes in the budget. */
  releaseQueue(): void {
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
    this.releaseQueue();
    const { id, method } = this.#hello;
    connection.signedIn(session, share, replyFrame(id, method, reply), this.#queue);
  }

  #notAdmitted(error: unknown): void {
    const connection = this.#connection;
    const { counts, log, signInLog } = this.#edge;
    const { ip } = connection.origin;
    if (!connection.isGreetedBy(this)) {
      if (connection.ended) return;
      // The error came after sign-in: lose this connection, not the process.
      log.error({ err: error }, "a connection failed");
      connection.close(FAULT, "a fault of the server");
      return;
    }
    counts.helloRefused++;
    this.releaseQueue();
    connection.notSignedIn();
    connection.refuse(this.#hello, error);
    for (const queued of this.#queue)
      connection.refuse(queued, new Refusal(Code.UNAUTHENTICATED, "The hello before this command was refused."));
    const code = error instanceof Refusal ? error.code : Code.INTERNAL;
    if (error instanceof Refusal && (code === Code.UNAUTHENTICATED || code === Code.TOKEN_EXPIRED))
      signInLog.refused(error.message, ip, log);
    if (SIGNS_NOBODY_IN.has(code)) this.#edge.helloFailed(ip);
    // After a fault of the server or a limit, the client may say hello again on this connection until its time is over.
    if (code === Code.TOKEN_EXPIRED) connection.close(CloseCode.TOKEN_EXPIRED, "the token has expired");
    else if (code === Code.UNAUTHENTICATED) connection.close(CloseCode.NOT_SIGNED_IN, "not signed in");
    else if (code === Code.MALFORMED || code === Code.INVALID)
      connection.close(CloseCode.PROTOCOL, "hello is malformed");
    else connection.flush();
  }
}
