import { CloseCode, checkFrame, codeName, readClientFrame, replyFrame } from "@livename/wire";
import { Code, type Command, Method } from "@livename/wire/frame";
import { EVERYBODY } from "../kernel/budget.ts";
import type { PushSource, Route } from "../kernel/feature.ts";
import { keyProblem } from "../kernel/keys.ts";
import { Refusal } from "../kernel/refusal.ts";
import { type Sliced, slices } from "../kernel/slices.ts";
import { Context } from "./context.ts";
import { Follows, type HeldPush } from "./follows.ts";
import { pingAt, type SharedFrames } from "./framing.ts";
import { HalfSent } from "./half-sent.ts";
import { bytesOf, COMMAND_BYTES, Lane } from "./lane.ts";
import { costOfBytes, isBulky, UNKNOWN } from "./rates.ts";
import { connectionGone, noRoute, refusalOf } from "./refusals.ts";
import { FREE_BYTES, MESSAGE_BYTES, Sender } from "./sender.ts";
import type { ConnectedSession, Link } from "./session-host.ts";
import type { EdgeShared } from "./shared.ts";
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

/** What an answer may have of a message (F22). */
const ANSWER_BYTES = MESSAGE_BYTES - 1_024;

/** WebSocket's own code for it: come again. */
const FAULT = 1_011;

/** An answer from this size on counts as heavy, whatever asked for it. */
const BIG_BYTES = 32_768;

/** Signs of life, and hellos, before somebody has signed in. */
const EARLY_SIGNS = 16;

/** One client's connection: commands in, replies and pushes out. It knows no feature. */
export class Connection extends Sender implements SocketEvents, Link {
  readonly origin: Origin;
  readonly #edge: EdgeShared;
  readonly #socket: Socket;
  #state: State = WAITING;
  /** What was asked and is not yet answered; absent while nothing is. */
  #unanswered: Set<number> | undefined;
  #answering = false;
  #heardBytes = 0;
  #blockedBytes = 0;
  #pinged = false;
  #earlySigns = 0;
  /** Absent while no heavy command is under way. */
  #lane: Lane | undefined;
  /** Absent while no command began to follow anything. */
  #follows: Follows | undefined;
  /** Absent while every message came whole. */
  #halfSent: HalfSent | undefined;

  constructor(edge: EdgeShared, socket: Socket, origin: Origin) {
    super(edge, socket);
    this.#edge = edge;
    this.#socket = socket;
    this.origin = origin;
  }

  get ended(): boolean {
    return this.#state.name === "closed";
  }

  /** Commands wait for their answer. */
  get busy(): boolean {
    return this.#unanswered !== undefined;
  }

  // From commands ---------------------------------------------------------------------------------------------------

  follow(command: number, source: PushSource): void {
    if (this.ended) throw connectionGone();
    this.#follows ??= new Follows();
    this.#follows.begin(command, source);
  }

  // From the session ------------------------------------------------------------------------------------------------

  override register(key: string, frame: Uint8Array, source?: PushSource): void {
    if (source?.kept) this.owe();
    if (!source || !this.#waitsForReply(source, { kind: "register", key, frame })) super.register(key, frame);
  }

  override entry(frame: Uint8Array, source?: PushSource): void {
    if (source?.kept) this.owe();
    if (!source || !this.#waitsForReply(source, { kind: "entry", key: "", frame })) super.entry(frame);
  }

  override signal(frame: Uint8Array, source?: PushSource): void {
    if (!source || !this.#waitsForReply(source, { kind: "signal", key: "", frame })) super.signal(frame);
  }

  /** Sends what waits and closes. The session is told that its connection is gone. */
  close(code: number, reason: string): void {
    if (this.#state.name === "closed") return;
    this.sendAll();
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
    // Payloads are for their commands to pay.
    if (commands.length === 0 || bytes.length > FREE_BYTES) {
      const idle = costOfBytes(commands.reduce((left, { payload }) => left - payload.length, bytes.length));
      if (idle > 0 || commands.length === 0) if (!this.#bears(1 + idle)) return;
    }
    this.#takeAll(commands);
  }

  half(bytes: number): void {
    if (this.#state.name === "closed") return;
    this.#halfSent ??= new HalfSent(this.#edge.budget);
    if (!this.#halfSent.set(this.share ?? EVERYBODY, bytes))
      this.close(FAULT, "the server keeps as much as it may: come again later");
  }

  signed(): boolean {
    return this.#bears(1);
  }

  violated(sentence: string): void {
    this.close(CloseCode.PROTOCOL, sentence);
  }

  gone(): void {
    if (this.#state.name !== "closed") this.#end();
    this.holdsNothing();
  }

  // From the pulse and the wheel ------------------------------------------------------------------------------------

  override flush(shared?: SharedFrames): void {
    super.flush(shared);
    if (this.#lane?.state === "draining") this.#goOn();
  }

  override look(): void {
    super.look();
    if (this.#lane?.state === "draining") this.#goOn();
  }

  letGo(): void {
    if (this.#state.name === "closed") this.#socket.terminate();
    else this.tooSlow();
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
          const blocked = this.#socket.blockedBytes;
          // It reads: the ping stands behind a large answer.
          if (this.#blockedBytes > 0 && blocked !== this.#blockedBytes) {
            this.#blockedBytes = blocked;
            return limits.pongMs;
          }
          this.#edge.counts.silent++;
          this.close(CloseCode.SILENCE, "nothing heard");
          return 0;
        }
        this.#heardBytes = heard;
        this.#pinged = !this.#pinged;
        if (!this.#pinged) return this.#edge.jitter(limits.pingMs - limits.pongMs);
        this.sendToken();
        this.#socket.send(pingAt(this.#edge.clock.now()));
        this.#blockedBytes = this.#socket.blockedBytes;
        return limits.pongMs;
      }
    }
  }

  /** Sends a frame that belongs to nothing that waits: the server's time. */
  tell(frame: Buffer): void {
    if (this.#state.name === "open") this.#socket.send(frame);
  }

  // Commands --------------------------------------------------------------------------------------------------------

  #takeAll(commands: readonly Command[]): void {
    if (!distinct(commands)) {
      this.close(CloseCode.PROTOCOL, "two commands of one message have the same id");
      return;
    }
    this.#answering = true;
    for (const command of commands) this.#take(command);
    this.#answering = false;
    const state = this.#state;
    if (state.name === "leaving") this.close(state.code, state.reason);
    // Replies go out together, what was pushed before them ahead of them.
    else if (!this.isEmpty) this.#edge.pulse.answer(this);
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
        this.#edge.budget.note(EVERYBODY, "pending", bytesOf(command));
        this.#wait(command.id);
        state.queue.push(command);
        return;
      case "open":
        this.#run(state.session, command);
    }
  }

  #greet(command: Command): void {
    if (!this.#bears(1)) return;
    this.#state = { name: "greeting", queue: [], bytes: 0 };
    this.#wait(command.id);
    try {
      const waitMs = this.#edge.strangers.waitMs(this.origin.ip);
      if (waitMs > 0)
        throw new Refusal(
          Code.RATE_LIMITED,
          "Too many hellos from this address signed nobody in. Try again after retry_after_ms.",
          waitMs,
        );
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
    const share = this.#edge.sessions.shareOf(admission);
    const waitMs = this.#edge.prices.hello(share);
    if (waitMs > 0)
      throw new Refusal(Code.RATE_LIMITED, "This person signs in too often. Try again after retry_after_ms.", waitMs);
    const { session, reply } = this.#edge.sessions.enter(admission, this);
    this.share = share;
    this.#letQueueGo(state);
    this.#state = { name: "open", session };
    this.#edge.keepAlive(this, this.#edge.jitter(this.#edge.limits.pingMs));
    this.#edge.counts.helloOk++;
    this.#edge.pulse.arrived();
    this.put(replyFrame(command.id, command.method, reply));
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
    this.#letQueueGo(state);
    this.#refuse(command, error);
    for (const queued of state.queue) {
      this.#refuse(queued, new Refusal(Code.UNAUTHENTICATED, "The hello before this command was refused."));
    }
    const code = error instanceof Refusal ? error.code : Code.INTERNAL;
    if (error instanceof Refusal && (code === Code.UNAUTHENTICATED || code === Code.TOKEN_EXPIRED))
      this.#edge.refusedHellos.say(error.message, this.origin.ip, this.#edge.log);
    if (SIGNS_NOBODY_IN.has(code)) this.#edge.stranger(this.origin.ip);
    // A fault of ours or a limit: the client may say hello again on this connection until its time is over.
    this.#state = WAITING;
    if (code === Code.TOKEN_EXPIRED) this.close(CloseCode.TOKEN_EXPIRED, "the token has expired");
    else if (code === Code.UNAUTHENTICATED) this.close(CloseCode.NOT_SIGNED_IN, "not signed in");
    else if (code === Code.MALFORMED || code === Code.INVALID) this.close(CloseCode.PROTOCOL, "hello is malformed");
    else this.flush();
  }

  #run(session: ConnectedSession, command: Command): void {
    const route = this.#edge.dispatcher.find(command.method);
    const waitMs = this.#edge.prices.take(session, route?.cost ?? UNKNOWN, command.payload);
    if (waitMs > 0) {
      this.#tooFast(session, command, waitMs);
      return;
    }
    const problem = keyProblem(command.key);
    if (problem) {
      this.#refuse(command, problem);
      return;
    }
    if (!route) {
      this.#refuse(command, noRoute(command.method));
      return;
    }
    const { budget, limits } = this.#edge;
    const waiting = this.#unanswered?.size ?? 0;
    // One at a time is always run: by it the client may follow less.
    if (waiting >= limits.unanswered || (waiting > 0 && !budget.hasRoom(session.share, bytesOf(command)))) {
      this.#refuse(command, new Refusal(Code.TOO_MANY, "Too many commands wait for their answer.", 1_000));
      return;
    }
    if (this.#lane && this.#waits(this.#lane, route)) this.#queue(session, command, this.#lane);
    else if (isBulky(command)) {
      const lane = this.#laneOf();
      if (this.#queue(session, command, lane)) this.#wake(lane);
    } else this.#begin(session, command, route);
  }

  #begin(session: ConnectedSession, command: Command, route: Route): void {
    const { id, payload } = command;
    let reply: Uint8Array | Promise<Uint8Array>;
    try {
      reply = this.#edge.dispatcher.run(route, session, payload, new Context(this, command));
    } catch (error) {
      this.#refuse(command, error);
      return;
    }
    if (reply instanceof Uint8Array) {
      this.#succeed(session, command, route, reply);
      return;
    }
    const done = this.#underWay(session, command, route);
    this.#wait(id);
    reply.then(
      (answer) => {
        this.#answered(id);
        this.#succeed(session, command, route, answer);
        done();
      },
      (error: unknown) => {
        this.#answered(id);
        this.#refuse(command, error);
        done();
      },
    );
    if (route.cost.heavy || isBulky(command)) this.#laneOf().state = "running";
  }

  #succeed(session: ConnectedSession, command: Command, route: Route, payload: Uint8Array): void {
    const { id, method } = command;
    this.#edge.prices.answered(session, route.cost, payload.length);
    if (payload.length > ANSWER_BYTES) {
      this.#refuse(
        command,
        new Refusal(Code.TOO_LARGE, "The answer would be too large for one message. Ask for less."),
      );
      return;
    }
    this.#edge.counts.answered(method);
    this.#reply(replyFrame(id, method, payload));
    if (!route.cost.overtakes) this.owe();
    if (this.#follows) this.#goOnAfter(id, this.#follows);
    if (payload.length >= BIG_BYTES && this.#state.name === "open") this.#laneOf().state = "draining";
  }

  /** Meters and prices a command that is not answered at once. Call what is returned when it is. */
  #underWay(session: ConnectedSession, command: Command, { cost }: Route): () => void {
    const { budget, prices } = this.#edge;
    const bytes = bytesOf(command);
    budget.note(session.share, "pending", bytes);
    const settle = cost.heavy ? prices.ahead(session, cost) : undefined;
    return () => {
      budget.give(session.share, "pending", bytes);
      settle?.();
      if (this.#lane?.state === "running" && (settle || isBulky(command))) this.#wake(this.#lane);
    };
  }

  // One heavy command at a time -------------------------------------------------------------------------------------

  #laneOf(): Lane {
    this.#lane ??= new Lane();
    return this.#lane;
  }

  /** Behind one that waits all wait in order; beside one whose answer is on its way, nothing is read. */
  #waits(lane: Lane, { cost: { rate, heavy, overtakes } }: Route): boolean {
    if (overtakes || rate === "signal") return false;
    return lane.length > 0 || (lane.state !== "free" && (heavy || (lane.state === "draining" && rate === "read")));
  }

  /** Returns whether there was room. */
  #queue(session: ConnectedSession, command: Command, lane: Lane): boolean {
    const { budget, limits } = this.#edge;
    const bytes = bytesOf(command);
    const fits = lane.length < limits.queueCommands && lane.bytes + bytes <= limits.queueBytes;
    if (!fits || !budget.take(session.share, "pending", bytes)) {
      this.#refuse(command, new Refusal(Code.TOO_MANY, "Too much waits behind a large command. Wait for it.", 1_000));
      return false;
    }
    this.#wait(command.id);
    lane.put(command);
    return true;
  }

  /** The answer is on its way: once the client has read it, what waits goes on. */
  #goOn(): void {
    if (!this.#lane || !this.isEmpty || this.#socket.bufferedBytes > this.#edge.limits.stallBytes) return;
    const lane = this.#lane;
    lane.state = "running";
    // Never from inside of what a push or a flush of others is doing, and everybody else first.
    setImmediate(() => this.#wake(lane));
  }

  /** Goes on with what waits when it is the person's turn: nobody's work, large as it may be, holds up all others'. */
  #wake(lane: Lane): void {
    const state = this.#state;
    if (lane.state === "woken" || state.name !== "open") return;
    lane.state = "woken";
    lane.working++;
    void slices.long(state.session.person, this.#working(lane, state.session));
    // Others come first: what follows is not even read until this is done.
    if (lane.working > 0) this.#socket.rest?.(true);
  }

  *#working(lane: Lane, session: ConnectedSession): Sliced<void> {
    if (lane.state === "woken") {
      lane.state = "free";
      yield* this.#workOff(lane, session);
    }
    if (--lane.working === 0) this.#socket.rest?.(false);
  }

  *#workOff(lane: Lane, session: ConnectedSession): Sliced<void> {
    while (this.#state.name === "open" && this.#lane === lane && lane.state === "free") {
      const command = lane.next();
      if (!command) {
        this.#lane = undefined;
        return;
      }
      this.#edge.budget.give(session.share, "pending", bytesOf(command));
      this.#answered(command.id);
      const route = this.#edge.dispatcher.find(command.method)!;
      const owesMs = this.#edge.prices.owesMs(session, route.cost);
      if (owesMs > 0) this.#tooFast(session, command, owesMs);
      else this.#begin(session, command, route);
      yield;
    }
  }

  #tooFast(session: ConnectedSession, command: Command, waitMs: number): void {
    if (!this.#edge.prices.bears(session)) {
      this.close(CloseCode.FLOOD, "too many commands");
      return;
    }
    this.#refuse(command, new Refusal(Code.RATE_LIMITED, "Too fast. Try again after retry_after_ms.", waitMs));
  }

  /** Counts what asks for nothing. Returns whether the connection goes on. */
  #bears(cost: number): boolean {
    const state = this.#state;
    if (state.name === "closed" || state.name === "leaving") return false;
    const bears =
      state.name === "open" ? this.#edge.prices.bears(state.session, cost) : ++this.#earlySigns <= EARLY_SIGNS;
    if (!bears) this.close(CloseCode.FLOOD, "too many frames that ask for nothing");
    return bears;
  }

  #refuse(command: Command, error: unknown): void {
    if (this.#state.name === "closed") return;
    this.#reply(refusalOf(command, error, this.#edge));
    if (this.#follows) this.#goOnAfter(command.id, this.#follows);
  }

  // Pushes behind replies -------------------------------------------------------------------------------------------

  #waitsForReply(source: PushSource, push: HeldPush): boolean {
    if (!this.#follows || this.ended || !this.#follows.keep(source, push)) return false;
    if (this.#follows.heldBytes > this.#edge.limits.outboxBytes) this.tooSlow();
    return true;
  }

  /** The command has been answered: what waited for that follows. */
  #goOnAfter(command: number, follows: Follows): void {
    for (const { kind, key, frame } of follows.answered(command)) {
      if (kind === "register") super.register(key, frame);
      else if (kind === "entry") super.entry(frame);
      else super.signal(frame);
    }
  }

  #reply(frame: Uint8Array): void {
    if (this.#answering) this.put(frame);
    else this.entry(frame);
  }

  #wait(id: number): void {
    this.#unanswered ??= new Set();
    this.#unanswered.add(id);
  }

  #answered(id: number): void {
    this.#unanswered?.delete(id);
    if (this.#unanswered?.size === 0) this.#unanswered = undefined;
  }

  #letQueueGo({ queue, bytes }: { readonly queue: readonly Command[]; readonly bytes: number }): void {
    this.#edge.budget.give(EVERYBODY, "pending", bytes + queue.length * COMMAND_BYTES);
  }

  #end(silent = false): void {
    const state = this.#state;
    if (state.name === "greeting") this.#letQueueGo(state);
    if (this.#lane && this.share) this.#edge.budget.give(this.share, "pending", this.#lane.bytes);
    this.#lane = undefined;
    this.#halfSent?.set(EVERYBODY, 0);
    this.#state = CLOSED;
    this.#unanswered = undefined;
    this.forget();
    this.#edge.ended(this);
    if (state.name !== "open" && state.name !== "leaving") return;
    this.#follows?.ended(state.session);
    this.#follows = undefined;
    this.#edge.sessions.lost(state.session, this, silent);
  }
}

/** Hellos that are refused with these are for the address to answer for. */
const SIGNS_NOBODY_IN: ReadonlySet<number> = new Set([Code.UNAUTHENTICATED, Code.MALFORMED, Code.INVALID]);

/** Whether no id stands twice. Clients count them up, so that nearly always nothing is kept to see it. */
function distinct(commands: readonly Command[]): boolean {
  for (let at = 1; at < commands.length; at++)
    if (commands[at]!.id <= commands[at - 1]!.id) return new Set(commands.map(({ id }) => id)).size === commands.length;
  return true;
}
