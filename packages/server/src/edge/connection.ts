import { CloseCode, checkFrame, codeName, readClientFrame } from "@livename/wire";
import { Code, type Command, Method } from "@livename/wire/frame";
import { EVERYBODY } from "../kernel/budget.ts";
import type { PushSource } from "../kernel/feature.ts";
import { Refusal } from "../kernel/refusal.ts";
import { type Asking, Commands } from "./commands.ts";
import { Follows, type HeldPush } from "./follows.ts";
import { pingAt, type SharedFrames } from "./framing.ts";
import { type Greeted, Greeting } from "./greeting.ts";
import { PartialMessage } from "./partial-message.ts";
import { costOfBytes } from "./rates.ts";
import { connectionGone } from "./refusals.ts";
import { FREE_BYTES, Sender } from "./sender.ts";
import type { ConnectedSession, PersonShare } from "./session-host.ts";
import type { EdgeShared } from "./shared.ts";
import type { Origin, Socket, SocketEvents } from "./socket.ts";

type State =
  /** Waits for hello, the first or another one after a limit or a fault of the server refused the last. */
  | { readonly name: "waiting" }
  /** Hello is being checked. Commands behind it are queued. */
  | { readonly name: "greeting"; readonly greeting: Greeting }
  | { readonly name: "open"; readonly session: ConnectedSession }
  /** The client said goodbye. Further commands are ignored; the connection closes after the reply. */
  | { readonly name: "leaving"; readonly session: ConnectedSession; readonly code: number; readonly reason: string }
  | { readonly name: "closed" };

const WAITING: State = { name: "waiting" };
const CLOSED: State = { name: "closed" };

/** WebSocket's close code for an internal error: the client reconnects. */
const FAULT = 1_011;

/** How many hellos, pings, pongs and empty messages a connection may send before sign-in. */
const EARLY_FRAMES = 16;

/** One client's connection: commands in, replies and pushes out. It knows no feature. */
export class Connection extends Sender implements SocketEvents, Greeted, Asking {
  readonly origin: Origin;
  readonly #edge: EdgeShared;
  readonly #socket: Socket;
  readonly #commands: Commands;
  #state: State = WAITING;
  #answering = false;
  #heardBytes = 0;
  #blockedBytes = 0;
  #pinged = false;
  #earlyFrames = 0;
  /** Created when a command first follows something. */
  #follows: Follows | undefined;
  /** Created when a message first arrives in pieces. */
  #partial: PartialMessage | undefined;

  constructor(edge: EdgeShared, socket: Socket, origin: Origin) {
    super(edge, socket);
    this.#edge = edge;
    this.#socket = socket;
    this.#commands = new Commands(edge, this);
    this.origin = origin;
  }

  get ended(): boolean {
    return this.#state.name === "closed";
  }

  /** Commands are pending. */
  get busy(): boolean {
    return this.#commands.busy;
  }

  /** The session, while the connection accepts commands. */
  get session(): ConnectedSession | undefined {
    return this.#state.name === "open" ? this.#state.session : undefined;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedBytes;
  }

  // From hello ------------------------------------------------------------------------------------------------------

  isGreetedBy(greeting: Greeting): boolean {
    return this.#state.name === "greeting" && this.#state.greeting === greeting;
  }

  signedIn(session: ConnectedSession, share: PersonShare, reply: Uint8Array, queue: readonly Command[]): void {
    this.share = share;
    this.#state = { name: "open", session };
    this.#edge.keepAlive(this, this.#edge.jitter(this.#edge.limits.pingMs));
    this.#edge.counts.helloOk++;
    this.#edge.pulse.arrived();
    this.put(reply);
    this.#edge.sessions.begin(session);
    this.#commands.forget();
    // If hello was answered synchronously, the loop of #takeAll is still running and takes the commands behind it.
    if (!this.#answering) this.#takeAll(queue);
  }

  notSignedIn(): void {
    this.#commands.forget();
    this.#state = WAITING;
  }

  // From commands ---------------------------------------------------------------------------------------------------

  follow(command: number, source: PushSource): void {
    if (this.ended) throw connectionGone();
    this.#follows ??= new Follows();
    this.#follows.begin(command, source);
  }

  answer(id: number, frame: Uint8Array, kept: boolean): void {
    if (this.#answering) this.put(frame);
    else this.entry(frame);
    if (kept) this.owe();
    if (this.#follows) this.#goOnAfter(id, this.#follows);
  }

  refuse(command: Command, error: unknown): void {
    this.#commands.refuse(command, error);
  }

  pauseReading(paused: boolean): void {
    this.#socket.pauseReading?.(paused);
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

  /** Sends the whole outbox and closes. The session learns that its connection is gone. */
  close(code: number, reason: string): void {
    if (this.#state.name === "closed") return;
    this.sendAll();
    this.#socket.close(code, reason);
    this.#end(code === CloseCode.SILENCE);
  }

  /** Like `close`, but after the reply to the command that is being run. */
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
    // Charge for bytes outside of payloads; payloads are charged with their commands.
    if (commands.length === 0 || bytes.length > FREE_BYTES) {
      const idle = costOfBytes(commands.reduce((left, { payload }) => left - payload.length, bytes.length));
      if (idle > 0 || commands.length === 0) if (!this.#tolerates(1 + idle)) return;
    }
    this.#takeAll(commands);
  }

  partial(bytes: number): void {
    if (this.#state.name === "closed") return;
    this.#partial ??= new PartialMessage(this.#edge.budget);
    if (!this.#partial.set(this.share ?? EVERYBODY, bytes))
      this.close(FAULT, "the server has reached a memory limit: try again later");
  }

  heartbeat(): boolean {
    return this.#tolerates(1);
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
    this.#commands.sent();
  }

  override update(): void {
    super.update();
    this.#commands.sent();
  }

  disconnect(): void {
    if (this.#state.name === "closed") this.#socket.terminate();
    else this.tooSlow();
  }

  /** Called when the time for hello is over. */
  checkHello(): number {
    const { name } = this.#state;
    if (name === "waiting" || name === "greeting") this.close(CloseCode.NO_HELLO, "no hello in time");
    return 0;
  }

  /** Sends a ping, or closes a connection that did not answer the last one. Returns the delay until the next check, 0 for none. */
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
          // The client is reading: the ping is still queued behind a large reply.
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

  /** Sends a frame around the outbox: for the server's time, which has no order with other frames. */
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
    // Replies are sent together, behind earlier pushes in the outbox.
    else if (!this.isEmpty) this.#edge.pulse.answer(this);
  }

  #take(command: Command): void {
    const state = this.#state;
    if (state.name === "closed" || state.name === "leaving") return;
    if (command.id === 0 || command.id > 0xffff_ffff || this.#commands.isUnanswered(command.id)) {
      this.close(CloseCode.PROTOCOL, "a command's id is 0 or still unanswered");
      return;
    }
    switch (state.name) {
      case "waiting":
        if (command.method === Method.SESSION_HELLO) this.#greet(command);
        else {
          this.refuse(command, new Refusal(Code.UNAUTHENTICATED, "Say hello first: SESSION_HELLO with a token."));
          this.close(CloseCode.PROTOCOL, "the first command is hello");
        }
        return;
      case "greeting":
        if (state.greeting.queue(command)) this.#commands.wait(command.id);
        else this.refuse(command, new Refusal(Code.TOO_MANY, "Too many commands follow hello. Wait for its reply."));
        return;
      case "open":
        this.#commands.run(state.session, command);
    }
  }

  #greet(hello: Command): void {
    if (!this.#tolerates(1)) return;
    const greeting = new Greeting(this.#edge, this, hello);
    this.#state = { name: "greeting", greeting };
    this.#commands.wait(hello.id);
    greeting.begin();
  }

  /** Charges for frames that carry no command. Closes the connection if there are too many. Returns whether it stays open. */
  #tolerates(cost: number): boolean {
    const state = this.#state;
    if (state.name === "closed" || state.name === "leaving") return false;
    const tolerated =
      state.name === "open" ? this.#edge.prices.tolerates(state.session, cost) : ++this.#earlyFrames <= EARLY_FRAMES;
    if (!tolerated) this.close(CloseCode.FLOOD, "too many frames that ask for nothing");
    return tolerated;
  }

  // Pushes behind replies -------------------------------------------------------------------------------------------

  #waitsForReply(source: PushSource, push: HeldPush): boolean {
    if (!this.#follows || this.ended || !this.#follows.keep(source, push)) return false;
    if (this.#follows.heldBytes > this.#edge.limits.outboxBytes) this.tooSlow();
    return true;
  }

  /** Sends the pushes that waited for the reply to this command. */
  #goOnAfter(command: number, follows: Follows): void {
    for (const { kind, key, frame } of follows.answered(command)) {
      if (kind === "register") super.register(key, frame);
      else if (kind === "entry") super.entry(frame);
      else super.signal(frame);
    }
  }

  #end(silent = false): void {
    const state = this.#state;
    if (state.name === "greeting") state.greeting.releaseQueue();
    this.#commands.end(this.share);
    this.#partial?.set(EVERYBODY, 0);
    this.#state = CLOSED;
    this.forget();
    this.#edge.ended(this);
    if (state.name !== "open" && state.name !== "leaving") return;
    this.#follows?.ended(state.session);
    this.#follows = undefined;
    this.#edge.sessions.lost(state.session, this, silent);
  }
}

/** Whether the ids are unique. Clients count them up, so the check rarely needs a set. */
function distinct(commands: readonly Command[]): boolean {
  for (let at = 1; at < commands.length; at++)
    if (commands[at]!.id <= commands[at - 1]!.id) return new Set(commands.map(({ id }) => id)).size === commands.length;
  return true;
}
