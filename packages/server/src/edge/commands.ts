import { CloseCode, replyFrame } from "@livename/wire";
import { Code, type Command } from "@livename/wire/frame";
import type { Route } from "../kernel/feature.ts";
import { keyProblem } from "../kernel/keys.ts";
import { Refusal } from "../kernel/refusal.ts";
import { type Sliced, slices } from "../kernel/slices.ts";
import { Context, type Origin } from "./context.ts";
import { bytesOf, Lane } from "./lane.ts";
import { isBulky, UNKNOWN } from "./rates.ts";
import { noRoute, refusalOf } from "./refusals.ts";
import { MESSAGE_BYTES } from "./sender.ts";
import type { ConnectedSession, PersonShare } from "./session-host.ts";
import type { EdgeShared } from "./shared.ts";

/** The largest reply payload: the largest message (F22), less room for the frame's other fields. */
const ANSWER_BYTES = MESSAGE_BYTES - 1_024;

/** A reply of this size or more makes its command heavy: the next heavy command waits until the client has read it. */
const BIG_BYTES = 32_768;

/** The connection as its commands see it. */
export interface Asking extends Origin {
  /** Undefined before sign-in and after goodbye. */
  readonly session: ConnectedSession | undefined;
  /** The outbox is empty. */
  readonly isEmpty: boolean;
  readonly bufferedBytes: number;
  /** Sends the reply to a command, then the pushes that waited for it. `kept`: the reply reports stored data (S20). */
  answer(id: number, frame: Uint8Array, kept: boolean): void;
  /** Stops reading from the socket, or resumes. */
  pauseReading(paused: boolean): void;
  close(code: number, reason: string): void;
}

/** Charges, runs and answers the commands of one connection, heavy ones one at a time. */
export class Commands {
  readonly #edge: EdgeShared;
  readonly #connection: Asking;
  /** Ids of the pending commands; undefined when there are none. */
  #unanswered: Set<number> | undefined;
  /** Undefined while no heavy command is running or waiting. */
  #lane: Lane | undefined;

  constructor(edge: EdgeShared, connection: Asking) {
    this.#edge = edge;
    this.#connection = connection;
  }

  /** Commands are pending. */
  get busy(): boolean {
    return this.#unanswered !== undefined;
  }

  isUnanswered(id: number): boolean {
    return this.#unanswered?.has(id) === true;
  }

  wait(id: number): void {
    this.#unanswered ??= new Set();
    this.#unanswered.add(id);
  }

  run(session: ConnectedSession, command: Command): void {
    const { dispatcher, prices, budget, limits } = this.#edge;
    const route = dispatcher.find(command.method);
    const waitMs = prices.take(session, route?.cost ?? UNKNOWN, command.payload);
    if (waitMs > 0) {
      this.#tooFast(session, command, waitMs);
      return;
    }
    const problem = keyProblem(command.key);
    if (problem) {
      this.refuse(command, problem);
      return;
    }
    if (!route) {
      this.refuse(command, noRoute(command.method));
      return;
    }
    const waiting = this.#unanswered?.size ?? 0;
    // One command at a time always runs, whatever memory is held: it may be the one that frees memory.
    if (waiting >= limits.unanswered || (waiting > 0 && !budget.hasRoom(session.share, bytesOf(command)))) {
      this.refuse(command, new Refusal(Code.TOO_MANY, "Too many commands are pending. Wait for their replies.", 1_000));
      return;
    }
    if (this.#lane && this.#waits(this.#lane, route)) this.#queue(session, command, this.#lane);
    else if (isBulky(command)) {
      const lane = this.#laneOf();
      if (this.#queue(session, command, lane)) this.#wake(lane);
    } else this.#begin(session, command, route);
  }

  refuse(command: Command, error: unknown): void {
    if (!this.#connection.ended) this.#connection.answer(command.id, refusalOf(command, error, this.#edge), false);
  }

  /** Forgets the pending commands: all are answered, or hello was. */
  forget(): void {
    this.#unanswered = undefined;
  }

  /** The connection is gone: drops the commands that have not started. */
  end(share: PersonShare | undefined): void {
    if (this.#lane && share) this.#edge.budget.give(share, "pending", this.#lane.bytes);
    this.#lane = undefined;
    this.#unanswered = undefined;
  }

  /** Called after bytes were sent: resumes the queue once the client has read a large reply. */
  sent(): void {
    const lane = this.#lane;
    if (lane?.state !== "draining" || !this.#connection.isEmpty) return;
    if (this.#connection.bufferedBytes > this.#edge.limits.stallBytes) return;
    lane.state = "running";
    // Deferred: the caller may be in the middle of a push or a flush, and other connections go first.
    setImmediate(() => this.#wake(lane));
  }

  #begin(session: ConnectedSession, command: Command, route: Route): void {
    const { id, payload } = command;
    let reply: Uint8Array | Promise<Uint8Array>;
    try {
      reply = this.#edge.dispatcher.run(route, session, payload, new Context(this.#connection, command));
    } catch (error) {
      this.refuse(command, error);
      return;
    }
    if (reply instanceof Uint8Array) {
      this.#succeed(session, command, route, reply);
      return;
    }
    const done = this.#underWay(session, command, route);
    this.wait(id);
    reply.then(
      (answer) => {
        this.#answered(id);
        this.#succeed(session, command, route, answer);
        done();
      },
      (error: unknown) => {
        this.#answered(id);
        this.refuse(command, error);
        done();
      },
    );
    if (route.cost.heavy || isBulky(command)) this.#laneOf().state = "running";
  }

  #succeed(session: ConnectedSession, command: Command, route: Route, payload: Uint8Array): void {
    const { id, method } = command;
    this.#edge.prices.answered(session, route.cost, payload.length);
    if (payload.length > ANSWER_BYTES) {
      this.refuse(command, new Refusal(Code.TOO_LARGE, "The reply would be too large for one message. Ask for less."));
      return;
    }
    this.#edge.counts.answered(method);
    this.#connection.answer(id, replyFrame(id, method, payload), !route.cost.overtakes);
    if (payload.length >= BIG_BYTES && this.#connection.session) this.#laneOf().state = "draining";
  }

  /** Meters and charges for a command that was not answered synchronously. Call the returned function when it is answered. */
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

  #laneOf(): Lane {
    this.#lane ??= new Lane();
    return this.#lane;
  }

  /** Whether the command has to wait: behind a waiting one all wait, and while a large reply is being sent, reads wait. */
  #waits(lane: Lane, { cost: { rate, heavy, overtakes } }: Route): boolean {
    if (overtakes || rate === "signal") return false;
    return lane.length > 0 || (lane.state !== "free" && (heavy || (lane.state === "draining" && rate === "read")));
  }

  /** Queues the command, or refuses it. Returns whether there was room. */
  #queue(session: ConnectedSession, command: Command, lane: Lane): boolean {
    const { budget, limits } = this.#edge;
    const bytes = bytesOf(command);
    const fits = lane.length < limits.queueCommands && lane.bytes + bytes <= limits.queueBytes;
    if (!fits || !budget.take(session.share, "pending", bytes)) {
      this.refuse(
        command,
        new Refusal(Code.TOO_MANY, "Too many commands wait behind a large one. Wait for its reply.", 1_000),
      );
      return false;
    }
    this.wait(command.id);
    lane.put(command);
    return true;
  }

  /** Schedules the queue's next run in the person's time slices, so that one person's large work does not delay others. */
  #wake(lane: Lane): void {
    const { session } = this.#connection;
    if (lane.state === "woken" || !session) return;
    lane.state = "woken";
    lane.working++;
    void slices.long(session.person, this.#working(lane, session));
    // The run has to wait for others' slices. Until it is done, read nothing more from this client.
    if (lane.working > 0) this.#connection.pauseReading(true);
  }

  *#working(lane: Lane, session: ConnectedSession): Sliced<void> {
    if (lane.state === "woken") {
      lane.state = "free";
      yield* this.#workOff(lane, session);
    }
    if (--lane.working === 0) this.#connection.pauseReading(false);
  }

  *#workOff(lane: Lane, session: ConnectedSession): Sliced<void> {
    while (this.#connection.session && this.#lane === lane && lane.state === "free") {
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
    if (!this.#edge.prices.tolerates(session)) {
      this.#connection.close(CloseCode.FLOOD, "too many commands");
      return;
    }
    this.refuse(command, new Refusal(Code.RATE_LIMITED, "Too fast. Try again after retry_after_ms.", waitMs));
  }

  #answered(id: number): void {
    this.#unanswered?.delete(id);
    if (this.#unanswered?.size === 0) this.#unanswered = undefined;
  }
}
