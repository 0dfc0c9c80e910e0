import {
  decode,
  encode,
  errorFrame,
  pushFrame,
  type Read,
  readClientFrame,
  replyFrame,
  type Write,
} from "@livename/wire";
import type { Code, Command } from "@livename/wire/frame";
import { sessionHello, sessionInput } from "@livename/wire/handlers";
import type { HelloReplyInit, HelloRequest } from "@livename/wire/session";
import type { Socket, SocketEvents, Transport } from "../src/index.ts";

interface Handler<Q, R> {
  readonly method: number;
  readonly read: Read<Q>;
  readonly write: Write<R>;
}
type Answer = { reply: Uint8Array } | { code: Code; retryAfterMs: number } | undefined;

/** A refusal for a script to give. */
export interface Refusal {
  readonly refuse: Code;
  readonly retryAfterMs?: number;
}

/** One connection as the peer sees it. */
export class PeerConnection implements Socket {
  readonly events: SocketEvents;
  /** What came, one list a WebSocket message. */
  readonly messages: Command[][] = [];
  open = true;
  readonly #peer: Peer;

  constructor(peer: Peer, events: SocketEvents) {
    this.#peer = peer;
    this.events = events;
  }

  send(bytes: Uint8Array): void {
    if (!this.open || this.#peer.deaf) return;
    const commands = readClientFrame(bytes.slice());
    this.messages.push(commands);
    for (const command of commands) {
      const answer = this.#peer.answer(command);
      // An answer is lost when the connection ends before it arrives.
      if (answer) queueMicrotask(() => this.#answer(command, answer));
    }
  }

  close(): void {
    this.open = false;
  }

  deliver(frame: Uint8Array): void {
    if (this.open) this.events.message(frame);
  }

  push<T>(push: { readonly method: number; readonly write: Write<T> }, message: T): void {
    this.deliver(pushFrame(push.method, encode(push.write, message)));
  }

  /** The server or the network ends it. */
  end(code = 1006, reason = ""): void {
    if (!this.open) return;
    this.open = false;
    this.events.closed(code, reason);
  }

  #answer(command: Command, answer: NonNullable<Answer>): void {
    const { id, method } = command;
    const message = "The script refuses this.";
    const frame =
      "reply" in answer
        ? replyFrame(id, method, answer.reply)
        : errorFrame(id, method, { code: answer.code, message, retryAfterMs: answer.retryAfterMs });
    this.deliver(frame);
  }
}

/** A scripted server that speaks real frames: each method is answered as the test says, or not at all. */
export class Peer implements Transport {
  readonly connections: PeerConnection[] = [];
  readonly hellos: HelloRequest[] = [];
  readonly #handlers = new Map<number, (command: Command) => Answer>();
  /** Nothing connects. */
  unreachable = false;
  /** Nothing that is sent arrives, and nobody learns of it. */
  deaf = false;
  welcome: HelloReplyInit = {
    session: "session-1",
    secret: "secret-1",
    person: "p-amy",
    address: "amy@example.com",
    name: "Amy",
    features: ["presence", "place", "conversation", "directory"],
  };

  constructor(now: () => number) {
    this.on(sessionHello, (hello) => {
      this.hellos.push(hello);
      const resumed = hello.resume?.session === this.welcome.session;
      return { serverTimeMs: now(), resumed, ...this.welcome };
    });
    this.on(sessionInput, () => ({}));
  }

  on<Q, R extends object>(
    handler: Handler<Q, R>,
    run: (request: Q, command: Command) => R | Refusal | undefined,
  ): void {
    this.#handlers.set(handler.method, (command) => {
      const answer = run(decode(handler.read, command.payload), command);
      if (!answer) return undefined;
      if ("refuse" in answer) return { code: answer.refuse, retryAfterMs: answer.retryAfterMs ?? 0 };
      return { reply: encode(handler.write, answer) };
    });
  }

  /** A method that is not of the protocol: bytes in, bytes out, or nothing for no answer. */
  onBytes(method: number, run: (request: Uint8Array, command: Command) => Uint8Array | undefined): void {
    this.#handlers.set(method, (command) => {
      const reply = run(command.payload, command);
      return reply && { reply };
    });
  }

  answer(command: Command): Answer {
    return this.#handlers.get(command.method)?.(command);
  }

  get last(): PeerConnection {
    return this.connections[this.connections.length - 1]!;
  }

  /** Methods of what came on the newest connection, in order. */
  get methods(): number[] {
    return this.last.messages.flat().map(({ method }) => method);
  }

  open(_url: string, _protocol: string, events: SocketEvents): Socket {
    const connection = new PeerConnection(this, events);
    this.connections.push(connection);
    queueMicrotask(() => {
      if (this.unreachable) connection.end();
      else if (connection.open) events.opened();
    });
    return connection;
  }
}

/** What browsers load on demand, at hand before a test: loading takes time that the fake clock does not know of. */
export async function loadEverything(): Promise<void> {
  await Promise.all([
    import("../src/alert/alerts.ts"),
    import("../src/attribute/attributes.ts"),
    import("../src/contact/contacts.ts"),
    import("../src/conversation/conversations.ts"),
    import("../src/directory/look-up.ts"),
    import("../src/directory/people.ts"),
    import("../src/directory/resolving.ts"),
    import("../src/place/visits.ts"),
    import("../src/presence/group-watch.ts"),
    import("../src/presence/own.ts"),
    import("../src/privacy/settings.ts"),
  ]);
}
