import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { CloseCode, SUBPROTOCOL } from "@livename/wire";
import { WebSocket, WebSocketServer } from "ws";
import type { Edge } from "./edge.ts";
import type { Origin, Socket, SocketEvents } from "./socket.ts";

/** How long the client may take to answer a close frame before the socket is terminated. */
const CLOSE_TIMEOUT_MS = 5_000;

/** How many fragments a message may have, and how many chunks of the stream ws may buffer. */
const FRAGMENTS = 256;
const CHUNKS = 1_024;

/** An incomplete message of this size or more is reported to the edge. */
const PARTIAL_BYTES = 4_096;

/** The private fields in which ws counts the bytes of an incomplete message. It has no public API for this. */
interface Holding {
  readonly _receiver?: { readonly _bufferedBytes: number; readonly _messageLength: number };
}

const LINKED = Symbol("livename");

/** A TCP socket, or TLS over one. */
interface NetStream extends Duplex {
  /** Node's own timeouts also use this to see whether a write makes progress. */
  readonly _handle?: { readonly writeQueueSize?: number } | null;
  readonly bytesRead?: number;
  setNoDelay?(on: boolean): void;
  [LINKED]?: LinkedWebSocket;
}

/** Bytes read from one connection per turn of the event loop. Node itself reads up to 2 MiB before it goes to the next socket. */
const TURN_BYTES = 65_536;

/** Holds a connection's state, so that all connections can share the same listener functions. */
class LinkedWebSocket extends WebSocket {
  events: SocketEvents | undefined;
  heardBytes = 0;
  partialBytes = 0;
  /** Why reading is paused: the client sent much in this turn of the loop, or the edge asked for it. */
  paused: "no" | "turn" | "edge" = "no";
}

/**
 * Writes frames directly to the stream, so that one buffer can go to many connections unchanged. This does not mix with
 * ws' own frames (pong, close): without compression, ws also writes each frame whole and synchronously.
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

  pauseReading(paused: boolean): void {
    if (paused || this.#ws.paused === "edge") pause(this.#ws, paused ? "edge" : "no");
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

/** Pauses reading until the event loop has served the other connections. */
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

/** Runs after ws' own "data" listener, so complete messages have been delivered. Reports the size of an incomplete one. */
function onData(this: NetStream): void {
  const ws = this[LINKED]!;
  const { _bufferedBytes = 0, _messageLength = 0 } = (ws as Holding)._receiver ?? {};
  const total = _bufferedBytes + _messageLength;
  const bytes = total < PARTIAL_BYTES ? 0 : total;
  if (bytes === ws.partialBytes) return;
  ws.partialBytes = bytes;
  ws.events?.partial?.(bytes);
}

function onPing(this: WebSocket, data: Buffer): void {
  if ((this as LinkedWebSocket).events?.heartbeat()) this.pong(data, false);
}

function onPong(this: WebSocket): void {
  (this as LinkedWebSocket).events?.heartbeat();
}

function onClose(this: WebSocket): void {
  const linked = this as LinkedWebSocket;
  linked.events?.gone();
  linked.events = undefined;
}

// ws closes the connection itself, with the right code (1002, 1007, 1009).
function onError(): void {}

/**
 * Turns accepted upgrade requests into WebSocket connections. Requests of the same turn of the event loop are answered
 * together: answered one by one, they would wake their readers one by one, which costs more than the answers.
 */
export class WebSocketDoor {
  readonly #edge: Pick<Edge, "connect">;
  readonly #server: WebSocketServer;
  #waiting: Array<() => void> = [];

  constructor(edge: Pick<Edge, "connect">, frameBytes: number) {
    this.#edge = edge;
    // In a variable, which skips TypeScript's excess property check: the types of ws lack closeTimeout.
    const options = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: frameBytes,
      // A message in tiny fragments would take many times its size in memory.
      maxFragments: FRAGMENTS,
      maxBufferedChunks: CHUNKS,
      // The edge charges for pings before they are answered.
      autoPong: false,
      WebSocket: LinkedWebSocket,
      closeTimeout: CLOSE_TIMEOUT_MS,
      // Accept a foreign subprotocol, then close with a code: a page can read that, but not why a handshake failed.
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
