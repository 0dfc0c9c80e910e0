import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { CloseCode, SUBPROTOCOL } from "@livename/wire";
import { WebSocket, WebSocketServer } from "ws";
import type { Edge } from "./edge.ts";
import type { Origin, Socket, SocketEvents } from "./socket.ts";

/** After a close was said, how long the other end may take to agree before it is cut. */
const CLOSE_TIMEOUT_MS = 5_000;

/** Of one message, and pieces of the stream that a frame may come in. */
const FRAGMENTS = 256;
const CHUNKS = 1_024;

/** From here on it is told what has come of a message that is not whole. */
const HALF_BYTES = 4_096;

/** What ws holds of such a message. It tells nobody, so that what it counts for itself is read. */
interface Holding {
  readonly _receiver?: { readonly _bufferedBytes: number; readonly _messageLength: number };
}

const LINKED = Symbol("livename");

/** A stream that Node knows the traffic of: a TCP socket, or TLS over one. */
interface NetStream extends Duplex {
  /** Node's own timeouts judge by this, too, whether a write makes progress. */
  readonly _handle?: { readonly writeQueueSize?: number } | null;
  readonly bytesRead?: number;
  setNoDelay?(on: boolean): void;
  [LINKED]?: LinkedWebSocket;
}

/** What one connection may say in a turn of the loop: Node reads up to 2 MiB of it before it looks at the next. */
const TURN_BYTES = 65_536;

/** ws hands its events to functions without a context, which all connections share. */
class LinkedWebSocket extends WebSocket {
  events: SocketEvents | undefined;
  heardBytes = 0;
  halfBytes = 0;
  /** Why nothing is heard: it said much in this turn, or the edge wants it so. */
  paused: "no" | "turn" | "edge" = "no";
}

/**
 * Frames are written to the stream itself, so that one buffer goes to many connections as it is. That is safe beside
 * ws' own frames (pong, close), because without compression ws too writes each frame whole and at once.
 */
class WebSocketSocket implements Socket {
  readonly #ws: LinkedWebSocket;
  readonly #stream: NetStream;

  constructor(ws: LinkedWebSocket, stream: NetStream) {
    this.#ws = ws;
    this.#stream = stream;
  }

  get bufferedBytes(): number {
    return this.#stream.writableLength;
  }

  get blockedBytes(): number {
    return this.#stream._handle?.writeQueueSize ?? 0;
  }

  get receivedBytes(): number {
    return this.#stream.bytesRead ?? 0;
  }

  send(frame: Buffer): void {
    if (this.#ws.readyState === WebSocket.OPEN && this.#stream.writable) this.#stream.write(frame);
  }

  rest(resting: boolean): void {
    if (resting || this.#ws.paused === "edge") pause(this.#ws, resting ? "edge" : "no");
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  terminate(): void {
    this.#ws.terminate();
  }
}

function onMessage(this: WebSocket, data: unknown, isBinary: boolean): void {
  const linked = this as LinkedWebSocket;
  const { events } = linked;
  if (isBinary) events?.received(data as Buffer);
  else events?.violated("messages are binary");
  linked.heardBytes += (data as Buffer).length;
  if (linked.heardBytes >= TURN_BYTES) restForTurn(linked);
}

/** Hears the rest when everybody else was heard. */
function restForTurn(ws: LinkedWebSocket): void {
  ws.heardBytes = 0;
  if (ws.paused !== "no") return;
  pause(ws, "turn");
  setImmediate(() => {
    if (ws.paused === "turn") pause(ws, "no");
  });
}

function pause(ws: LinkedWebSocket, why: LinkedWebSocket["paused"]): void {
  ws.paused = why;
  if (why === "no") ws.resume();
  else ws.pause();
}

/** Stands behind ws' own listener: whatever was whole has been heard. */
function onData(this: NetStream): void {
  const ws = this[LINKED]!;
  const { _bufferedBytes = 0, _messageLength = 0 } = (ws as Holding)._receiver ?? {};
  const half = _bufferedBytes + _messageLength;
  const bytes = half < HALF_BYTES ? 0 : half;
  if (bytes === ws.halfBytes) return;
  ws.halfBytes = bytes;
  ws.events?.half?.(bytes);
}

function onPing(this: WebSocket, data: Buffer): void {
  if ((this as LinkedWebSocket).events?.signed()) this.pong(data, false);
}

function onPong(this: WebSocket): void {
  (this as LinkedWebSocket).events?.signed();
}

function onClose(this: WebSocket): void {
  const linked = this as LinkedWebSocket;
  linked.events?.gone();
  linked.events = undefined;
}

// ws has already told the other end what was wrong (1002, 1007, 1009) and closes.
function onError(): void {}

/**
 * Makes WebSocket connections out of upgrade requests that have been let in. Those of a turn of the loop are answered
 * together: one by one their readers wake one by one, which costs more than the answer.
 */
export class WebSocketDoor {
  readonly #edge: Pick<Edge, "connect">;
  readonly #server: WebSocketServer;
  #waiting: Array<() => void> = [];

  constructor(edge: Pick<Edge, "connect">, frameBytes: number) {
    this.#edge = edge;
    // A variable, because the types of ws lack closeTimeout.
    const options = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: frameBytes,
      // A message in crumbs would take many times its bytes.
      maxFragments: FRAGMENTS,
      maxBufferedChunks: CHUNKS,
      // Pings are counted before they are answered.
      autoPong: false,
      WebSocket: LinkedWebSocket,
      closeTimeout: CLOSE_TIMEOUT_MS,
      // A page can read a close code but not why a handshake failed, so a foreign subprotocol is let in and told off.
      handleProtocols: (offered: Set<string>) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : [...offered][0]!),
    };
    this.#server = new WebSocketServer(options);
  }

  open(request: IncomingMessage, stream: Duplex, head: Buffer, origin: Origin): void {
    const opened = (ws: WebSocket) => this.#opened(ws as LinkedWebSocket, stream, origin);
    const first = this.#waiting.push(() => this.#server.handleUpgrade(request, stream, head, opened)) === 1;
    if (first) setImmediate(this.#openAll);
  }

  readonly #openAll = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const upgrade of waiting) upgrade();
  };

  #opened(ws: LinkedWebSocket, stream: NetStream, origin: Origin): void {
    ws.on("error", onError);
    if (ws.protocol !== SUBPROTOCOL) {
      ws.close(CloseCode.VERSION, `speak ${SUBPROTOCOL}`);
      return;
    }
    ws.events = this.#edge.connect(new WebSocketSocket(ws, stream), origin);
    stream[LINKED] = ws;
    stream.on("data", onData);
    ws.on("message", onMessage);
    ws.on("ping", onPing);
    ws.on("pong", onPong);
    ws.on("close", onClose);
  }
}
