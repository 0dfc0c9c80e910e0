import { FakeClock } from "@livename/testkit";
import { commandFrame, decode, encode, readServerFrame } from "@livename/wire";
import { sessionHello } from "@livename/wire/calls";
import { Code, type Message, Method } from "@livename/wire/frame";
import type { HelloReply, HelloRequestInit } from "@livename/wire/session";
import { withDefaults } from "../src/config.ts";
import { Edge } from "../src/edge/edge.ts";
import type { Rates } from "../src/edge/rates.ts";
import type { EdgeLimits } from "../src/edge/shared.ts";
import type { Socket, SocketEvents } from "../src/edge/socket.ts";
import type { TokenSource } from "../src/edge/tokens.ts";
import { Budget, type BudgetOptions, memoryBounds } from "../src/kernel/budget.ts";
import type { Cost } from "../src/kernel/cost.ts";
import { Dispatcher } from "../src/kernel/dispatcher.ts";
import type { CommandContext, Feature, Route, Session, SessionEnd } from "../src/kernel/feature.ts";
import { Refusal } from "../src/kernel/refusal.ts";
import { DEFAULT_RATES } from "../src/options/limits.ts";
import { Sessions } from "../src/session/sessions.ts";
import type { Evidence } from "../src/store/evidence.ts";

/** A socket in memory: keeps what the server sent. */
export class TestSocket implements Socket {
  readonly frames: Buffer[] = [];
  closed: { code: number; reason: string } | undefined;
  bufferedBytes = 0;
  blockedBytes = 0;
  receivedBytes = 0;
  /** Nothing is read: what is sent stays in the buffer. */
  stuck = false;
  readingPaused = false;
  events: SocketEvents | undefined;

  send(frame: Buffer): void {
    this.frames.push(frame);
    if (this.stuck) this.bufferedBytes += frame.length;
  }
  pauseReading(paused: boolean): void {
    this.readingPaused = paused;
  }
  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }
  terminate(): void {
    this.closed ??= { code: 1006, reason: "" };
  }

  /** All messages received, in order. */
  get messages(): Message[] {
    return this.frames.flatMap((frame) => readServerFrame(payloadOf(frame)));
  }
  receive(bytes: Uint8Array): void {
    this.receivedBytes += bytes.length;
    this.events!.received(bytes);
  }
  command(id: number, method: number, payload: Uint8Array = new Uint8Array(), key = ""): void {
    this.receive(commandFrame(id, method, payload, key));
  }
}

/** Payload of a frame as the server writes them; the ping before an empty frame is left out. */
export function payloadOf(frame: Buffer): Buffer {
  if (frame[0] === 0x89) return frame.subarray(4);
  const length = frame[1]!;
  return length < 126 ? frame.subarray(2) : length === 126 ? frame.subarray(4) : frame.subarray(10);
}

/** Methods of the test's own feature, by numbers that the protocol has. */
export const ECHO = Method.DIRECTORY_GET;
export const SLOW = Method.CONVERSATION_OPEN;
export const BROKEN = Method.CONVERSATION_HISTORY;
export const REFUSED = Method.CONVERSATION_READ;
export const WRITE = Method.CONVERSATION_SEND;

const READ: Cost = { rate: "read" };
const HEAVY: Cost = { rate: "read", heavy: true };
const SIGNAL: Cost = { rate: "signal" };

export function createHarness(
  options: {
    limits?: Partial<EdgeLimits>;
    rates?: Partial<Rates>;
    memory?: BudgetOptions;
    /** What there is to know of how far the store has come. */
    evidence?: TokenSource & Pick<Evidence, "proves" | "renew">;
    /** What the slow command begins to follow. */
    follow?: (session: Session, payload: Uint8Array, context: CommandContext) => void;
  } = {},
) {
  const clock = new FakeClock();
  const life: string[] = [];
  const open: Session[] = [];
  const slow: Array<(reply: Uint8Array) => void> = [];
  const contexts: Array<[session: Session, context: CommandContext]> = [];
  const logged: unknown[] = [];
  const inactive = new Set<string>();
  const hidden = new Set<string>();
  const listeners = new Set<(community: string, person: string) => void>();
  const routes: Route[] = [
    { method: ECHO, name: "echo", cost: READ, handle: (_session, payload) => payload },
    { method: WRITE, name: "write", cost: { rate: "write" }, handle: (_session, payload) => payload },
    {
      method: SLOW,
      name: "slow",
      cost: HEAVY,
      handle(session, payload, context) {
        contexts.push([session, context]);
        options.follow?.(session, payload, context);
        return new Promise((resolve) => slow.push(resolve));
      },
    },
    {
      method: BROKEN,
      name: "broken",
      cost: HEAVY,
      handle: () => {
        throw new Error("the secret inside");
      },
    },
    {
      method: REFUSED,
      name: "refused",
      cost: SIGNAL,
      handle: () => Promise.reject(new Refusal(Code.NO_SUCH_CONVERSATION, "Open it first.", 7)),
    },
  ];
  const feature: Feature = {
    name: "test",
    routes,
    opened(session) {
      life.push(`opened ${session.person}`);
      open.push(session);
    },
    detached: (session) => void life.push(`detached ${session.person}`),
    resumed: (session) => void life.push(`resumed ${session.person}`),
    closed: (session, end: SessionEnd) => void life.push(`closed ${session.person} ${end}`),
    input: (session, idleMs) => void life.push(`input ${session.person} ${idleMs}`),
    seenByAll: (_community, person) => !hidden.has(person),
  };
  const log = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (fields: object, message: string) => void logged.push([fields, message]),
  };
  const defaults = withDefaults({ data: ":memory:" });
  const budget = new Budget(options.memory ?? memoryBounds(2 ** 30));
  const sessions = new Sessions({
    clock,
    spendingClock: clock,
    log,
    features: [feature],
    identities: [
      {
        name: "test",
        accepts: (token) => token.startsWith("test:"),
        async verify(token) {
          const [, person = "", expires = "0"] = token.split(":");
          if (person === "fault") throw new Error("the key store is gone");
          if (person === "nobody") throw new Refusal(Code.UNAUTHENTICATED, "Who is that?");
          return { community: "default", person, expiresMs: Number(expires) };
        },
      },
      {
        name: "now",
        accepts: (token) => token.startsWith("now:"),
        verify(token) {
          if (token === "now:nobody") throw new Refusal(Code.UNAUTHENTICATED, "Who is that?");
          return { community: "default", person: token.slice(4), expiresMs: 0 };
        },
      },
    ],
    people: {
      resolve: (_community, id) =>
        inactive.has(id)
          ? undefined
          : {
              id,
              addresses: [`${id}@example.com`],
              name: id,
              title: "",
              department: "",
              phone: "",
              location: "",
              timeZone: "",
              photo: "",
              manager: "",
              active: true,
            },
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    limits: defaults.wire,
    graceMs: 15_000,
    leaveGraceMs: 10_000,
    sessionsPerPerson: 5,
    serverVersion: "1.2.3",
    evidence: options.evidence,
  });
  const rates = { ...DEFAULT_RATES, ...options.rates };
  const edge = new Edge({
    clock,
    log,
    limits: { ...defaults.edge, ...options.limits },
    rates,
    personRates: rates,
    budget,
    sessions,
    evidence: options.evidence,
    dispatcher: new Dispatcher([...sessions.routes, ...routes], log),
    random: () => 0,
  });

  const connect = (): TestSocket => {
    const socket = new TestSocket();
    socket.events = edge.connect(socket, { ip: "127.0.0.1", loopback: true });
    return socket;
  };
  return {
    clock,
    edge,
    hidden,
    sessions,
    life,
    open,
    slow,
    logged,
    connect,
    /** A slow command of this connection that begins to follow when what is returned is called. */
    late(socket: TestSocket, id: number): () => Promise<void> {
      const from = contexts.length;
      socket.command(id, SLOW, Uint8Array.of(99));
      const [session, context] = contexts[from]!;
      return async () => options.follow?.(session, Uint8Array.of(7), context);
    },
    deactivate(person: string) {
      inactive.add(person);
      for (const listener of listeners) listener("default", person);
    },
    /** A signed-in connection. */
    async signIn(person: string, hello: HelloRequestInit = {}): Promise<{ socket: TestSocket; reply: HelloReply }> {
      const socket = connect();
      socket.command(1, Method.SESSION_HELLO, encode(sessionHello.write, { token: `test:${person}`, ...hello }));
      await turn();
      return { socket, reply: decode(sessionHello.read, socket.messages[0]!.payload) };
    },
    /** The transport noticed that the connection is gone. */
    drop(socket: TestSocket) {
      socket.events!.gone();
    },
  };
}

/** Promises and flushes that are due have run. */
export async function turn(): Promise<void> {
  for (let count = 0; count < 4; count++) await new Promise((resolve) => setImmediate(resolve));
}
