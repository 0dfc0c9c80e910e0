import { CloseCode, checkFrame, codeName, errorFrame, readClientFrame, replyFrame } from "@livename/wire";
import { Code, type Command, Method } from "@livename/wire/frame";
import { Refusal } from "../refusal.ts";
import { frameOf, PING, type SharedFrames } from "./framing.ts";
import { newest, Outbox } from "./outbox.ts";
import { costOf, rateClass, spend } from "./rates.ts";
import type { ConnectedSession, EdgeShared, Link } from "./shared.ts";
import type { Origin, Socket, SocketEvents } from "./socket.ts";

type State =
  /** Nothing came yet but, perhaps, a hello that could not be answered for a reason of ours. */
  | { readonly name: "waiting" }
  /** A hello is being looked at; what follows it waits in order. */
  | { readonly name: "greeting"; readonly queue: Command[]; bytes: number }
  | { readonly name: "open"; readonly session: ConnectedSession }
  /** Said goodbye: what is asked besides is not heard; closed when the reply has been sent. */
  | { readonly name: "leaving"; readonly session: ConnectedSession; readonly code: number; readonly reason: string }
  | { readonly name: "closed" };

const WAITING: State = { name: "waiting" };
const CLOSED: State = { name: "closed" };

/** WebSocket's own code for it: come again. */
const FAULT = 1_011;

/** One client's connection: commands in, replies and pushes out. It knows no feature. */
export class Connection implements SocketEvents, Link {
  readonly origin: Origin;
  readonly #edge: EdgeShared;
  readonly #socket: Socket;
  readonly #outbox = new Outbox();
  #state: State = WAITING;
  #inactive = false;
  /** What was asked and is not yet answered; absent while nothing is. */
  #unanswered: Set<number> | undefined;
  /** Stands in the pulse's list already. */
  #marked: "no" | "tick" | "soon" = "no";
  #answering = false;
  #heardBytes = 0;
  #pinged = false;

  constructor(edge: EdgeShared, socket: Socket, origin: Origin) {
    this.#edge = edge;
    this.#socket = socket;
    this.origin = origin;
  }

  get inactive(): boolean {
    return this.#inactive;
  }

  /** Registers wait while it is set. */
  set inactive(inactive: boolean) {
    this.#inactive = inactive;
    if (!inactive && !this.#outbox.empty) this.#mark("soon");
  }

  /** Commands wait for their answer. */
  get busy(): boolean {
    return this.#unanswered !== undefined;
  }

  // From the session ------------------------------------------------------------------------------------------------

  fetch(): number {
    return this.#outbox.bytes;
  }

  register(key: string, frame: Uint8Array): void {
    if (this.#state.name === "closed" || this.#overflows()) return;
    this.#outbox.register(key, frame);
    if (!this.#inactive) this.#mark("tick");
  }

  entry(frame: Uint8Array): void {
    if (this.#state.name === "closed" || this.#overflows()) return;
    this.#outbox.entry(frame);
    this.#mark("soon");
  }

  signal(frame: Uint8Array): void {
    if (this.#state.name === "closed" || this.#inactive) return;
    // Worth nothing later: it goes with what is going anyway, or not at all.
    if (this.#socket.bufferedBytes > this.#edge.limits.stallBytes) {
      this.#edge.counts.dropped++;
      return;
    }
    this.#outbox.entry(frame);
    this.#mark("soon");
  }

  /** Sends what waits and closes. The session is told that its connection is gone. */
  close(code: number, reason: string): void {
    if (this.#state.name === "closed") return;
    this.flush();
    this.#socket.close(code, reason);
    this.#end(code === CloseCode.SILENCE);
  }

  /** Closes like `close`, once the command at hand has been answered. */
  leave(code: number, reason: string): void {
    if (this.#state.name !== "open") return;
    if (this.#answering) this.#state = { name: "leaving", session: this.#state.session, code, reason };
    else this.close(code, reason);
  }

  // From the transport ----------------------------------------------------------------------------------------------

  received(bytes: Uint8Array): void {
    if (this.#state.name === "closed") return;
    const fault = checkFrame(bytes, this.#edge.bounds);
    if (fault) {
      this.close(CloseCode.PROTOCOL, `${codeName(fault.code)}: see SPEC F`);
      return;
    }
    let commands: Command[];
    try {
      commands = readClientFrame(bytes);
    } catch {
      this.close(CloseCode.PROTOCOL, "malformed: see SPEC F");
      return;
    }
    this.#takeAll(commands);
  }

  violated(sentence: string): void {
    this.close(CloseCode.PROTOCOL, sentence);
  }

  gone(): void {
    if (this.#state.name !== "closed") this.#end();
  }

  // From the pulse and the wheel ------------------------------------------------------------------------------------

  flush(shared?: SharedFrames): void {
    if (shared) this.#marked = "no";
    if (this.#state.name === "closed" || this.#outbox.empty) return;
    if (this.#socket.bufferedBytes > this.#edge.limits.stallBytes) {
      if (this.#marked === "no") {
        this.#marked = "tick";
        this.#edge.pulse.later(this);
      }
      return;
    }
    // Whatever is sent to an inactive client brings its registers along: it is awake now, and their order is kept.
    const batch = this.#outbox.take();
    this.#socket.send(shared ? shared.frameOf(batch) : frameOf(newest(batch).frames));
  }

  /** When the time for a hello is over. */
  checkHello(): number {
    const { name } = this.#state;
    if (name === "waiting" || name === "greeting") this.close(CloseCode.NO_HELLO, "no hello in time");
    return 0;
  }

  /** Keeps alive: pings, or ends a connection that did not answer. Returns when to look again, 0 for never. */
  check(): number {
    const { limits } = this.#edge;
    switch (this.#state.name) {
      case "waiting":
      case "greeting":
      case "leaving":
      case "closed":
        return 0;
      case "open": {
        const heard = this.#socket.receivedBytes;
        if (this.#pinged && heard === this.#heardBytes) {
          this.#edge.counts.silent++;
          this.close(CloseCode.SILENCE, "nothing heard");
          return 0;
        }
        this.#heardBytes = heard;
        this.#pinged = !this.#pinged;
        if (!this.#pinged) return this.#edge.jitter(limits.pingMs - limits.pongMs);
        this.#socket.send(PING);
        return limits.pongMs;
      }
    }
  }

  // Commands --------------------------------------------------------------------------------------------------------

  #takeAll(commands: readonly Command[]): void {
    this.#answering = true;
    for (const command of commands) this.#take(command);
    this.#answering = false;
    const state = this.#state;
    if (state.name === "leaving") this.close(state.code, state.reason);
    // Replies go out together, what was pushed before them ahead of them.
    else if (!this.#outbox.empty) this.#edge.pulse.answer(this);
  }

  #take(command: Command): void {
    const state = this.#state;
    if (state.name === "closed" || state.name === "leaving") return;
    if (command.id === 0 || command.id > 0xffff_ffff || this.#unanswered?.has(command.id)) {
      this.close(CloseCode.PROTOCOL, "a command's id is 0 or still unanswered");
      return;
    }
    switch (state.name) {
      case "waiting":
        if (command.method === Method.SESSION_HELLO) this.#greet(command);
        else {
          this.#refuse(command, new Refusal(Code.UNAUTHENTICATED, "Say hello first: SESSION_HELLO with a token."));
          this.close(CloseCode.PROTOCOL, "the first command is hello");
        }
        return;
      case "greeting":
        state.bytes += command.payload.length;
        if (state.queue.length >= this.#edge.limits.queueCommands || state.bytes > this.#edge.limits.queueBytes) {
          this.#refuse(command, new Refusal(Code.TOO_MANY, "Too much is pipelined behind hello. Wait for its reply."));
          return;
        }
        this.#wait(command.id);
        state.queue.push(command);
        return;
      case "open":
        this.#run(state.session, command);
    }
  }

  #greet(command: Command): void {
    this.#state = { name: "greeting", queue: [], bytes: 0 };
    this.#wait(command.id);
    try {
      const admission = this.#edge.sessions.admit(command.payload, this.origin);
      if (!(admission instanceof Promise)) {
        this.#admitted(command, admission);
        return;
      }
      admission
        .then((admitted) => this.#admitted(command, admitted))
        .catch((error: unknown) => this.#notAdmitted(command, error));
    } catch (error) {
      // Whatever came in the same flight is answered as behind a hello that takes its time (S3).
      queueMicrotask(() => this.#notAdmitted(command, error));
    }
  }

  #admitted(command: Command, admission: unknown): void {
    const state = this.#state;
    if (state.name !== "greeting") return;
    const { session, reply } = this.#edge.sessions.enter(admission, this);
    this.#state = { name: "open", session };
    this.#edge.keepAlive(this, this.#edge.jitter(this.#edge.limits.pingMs));
    this.#edge.counts.helloOk++;
    this.#edge.pulse.arrived();
    this.#outbox.entry(replyFrame(command.id, command.method, reply));
    this.#edge.sessions.begin(session);
    this.#unanswered = undefined;
    // A hello that was answered at once is still among the commands being taken.
    if (!this.#answering) this.#takeAll(state.queue);
  }

  #notAdmitted(command: Command, error: unknown): void {
    const state = this.#state;
    if (state.name !== "greeting") {
      if (state.name === "closed") return;
      // One connection is lost by a fault of ours, not the process with all the others.
      this.#edge.log.error({ err: error }, "a connection failed");
      this.close(FAULT, "a fault of the server");
      return;
    }
    this.#edge.counts.helloRefused++;
    this.#unanswered = undefined;
    this.#refuse(command, error);
    for (const queued of state.queue) {
      this.#refuse(queued, new Refusal(Code.UNAUTHENTICATED, "The hello before this command was refused."));
    }
    const code = error instanceof Refusal ? error.code : Code.INTERNAL;
    // A fault of ours or a limit: the client may say hello again on this connection until its time is over.
    this.#state = WAITING;
    if (code === Code.TOKEN_EXPIRED) this.close(CloseCode.TOKEN_EXPIRED, "the token has expired");
    else if (code === Code.UNAUTHENTICATED) this.close(CloseCode.NOT_SIGNED_IN, "not signed in");
    else if (code === Code.MALFORMED || code === Code.INVALID) this.close(CloseCode.PROTOCOL, "hello is malformed");
    else this.flush();
  }

  #run(session: ConnectedSession, command: Command): void {
    const { id, method } = command;
    const waitMs = this.#price(session, command);
    if (waitMs > 0) {
      this.#tooFast(session, command, waitMs);
      return;
    }
    const route = this.#edge.routes.get(method);
    if (!route) {
      this.#refuse(command, noRoute(method));
      return;
    }
    if (this.#unanswered && this.#unanswered.size >= this.#edge.limits.unanswered) {
      this.#refuse(command, new Refusal(Code.TOO_MANY, "Too many commands wait for their answer.", 1_000));
      return;
    }
    let reply: Uint8Array | Promise<Uint8Array>;
    try {
      reply = route.handle(session, command.payload, command);
    } catch (error) {
      this.#refuse(command, error);
      return;
    }
    if (reply instanceof Uint8Array) {
      this.#edge.counts.answered(method);
      this.#reply(replyFrame(id, method, reply));
      return;
    }
    this.#wait(id);
    reply.then(
      (payload) => {
        this.#answered(id);
        this.#edge.counts.answered(method);
        this.#reply(replyFrame(id, method, payload));
      },
      (error: unknown) => {
        this.#answered(id);
        this.#refuse(command, error);
      },
    );
  }

  #price(session: ConnectedSession, command: Command): number {
    const kind = rateClass(command.method);
    const { rates, personRates } = this.#edge;
    const cost = costOf(command.payload);
    const now = this.#edge.clock.now();
    return (
      spend(session.spending, kind, rates[kind], now, cost) ||
      spend(session.personSpending, kind, personRates[kind], now, cost)
    );
  }

  #tooFast(session: ConnectedSession, command: Command, waitMs: number): void {
    if (spend(session.spending, "refusals", this.#edge.rates.refusals, this.#edge.clock.now()) > 0) {
      this.close(CloseCode.FLOOD, "too many commands");
      return;
    }
    this.#refuse(command, new Refusal(Code.RATE_LIMITED, "Too fast. Try again after retry_after_ms.", waitMs));
  }

  #refuse(command: Command, error: unknown): void {
    if (this.#state.name === "closed") return;
    // Numbers that nobody declared are counted as one: a hostile client must not grow the metrics.
    const counted = METHODS.has(command.method) ? command.method : Method.UNSPECIFIED;
    if (error instanceof Refusal) {
      const { code, message, retryAfterMs } = error;
      this.#edge.counts.refused(counted, code);
      this.#reply(errorFrame(command.id, command.method, { code, message, retryAfterMs }));
      return;
    }
    this.#edge.counts.refused(counted, Code.INTERNAL);
    this.#edge.log.error({ err: error, method: command.method }, "a command failed");
    const message = "The server failed to do this; its log says why. Nothing more is known here.";
    this.#reply(errorFrame(command.id, command.method, { code: Code.INTERNAL, message, retryAfterMs: 1_000 }));
  }

  #reply(frame: Uint8Array): void {
    if (this.#state.name === "closed" || this.#overflows()) return;
    this.#outbox.entry(frame);
    if (!this.#answering) this.#mark("soon");
  }

  #wait(id: number): void {
    this.#unanswered ??= new Set();
    this.#unanswered.add(id);
  }

  #answered(id: number): void {
    this.#unanswered?.delete(id);
    if (this.#unanswered?.size === 0) this.#unanswered = undefined;
  }

  // Outbox ----------------------------------------------------------------------------------------------------------

  #mark(when: "tick" | "soon"): void {
    if (this.#marked === "soon" || this.#marked === when) return;
    this.#marked = when;
    if (when === "soon") this.#edge.pulse.soon(this);
    else this.#edge.pulse.tick(this);
  }

  /** Nobody's slowness costs another's memory: who reads too slowly comes back and asks for what is missing. */
  #overflows(): boolean {
    const { outboxBytes } = this.#edge.limits;
    if (this.#outbox.bytes <= outboxBytes) return false;
    this.#outbox.sweep();
    if (this.#outbox.bytes <= outboxBytes) return false;
    this.flush();
    if (this.#outbox.bytes <= outboxBytes) return false;
    this.#edge.counts.slow++;
    this.#outbox.clear();
    this.close(CloseCode.TOO_SLOW, "too slow: come back and say what you hold");
    return true;
  }

  #end(silent = false): void {
    const state = this.#state;
    this.#state = CLOSED;
    this.#outbox.clear();
    this.#unanswered = undefined;
    this.#edge.ended(this);
    if (state.name === "open" || state.name === "leaving") this.#edge.sessions.lost(state.session, this, silent);
  }
}

const METHODS: ReadonlySet<number> = new Set(Object.values(Method));

function noRoute(method: number): Refusal {
  const message = `No feature of this server has method ${method}. Use what the features of hello's reply list.`;
  return new Refusal(Code.UNKNOWN_METHOD, message);
}
