import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { CloseCode, SUBPROTOCOL } from "@livename/wire";
import { WebSocket, WebSocketServer } from "ws";
import type { Edge } from "./edge.ts";
import type { Origin, Socket, SocketEvents } from "./socket.ts";

/** After a close was said, how long the other end may take to agree before it is cut. */
const CLOSE_TIMEOUT_MS = 5_000;

/** A stream that Node knows the traffic of: a TCP socket, or TLS over one. */
interface NetStream extends Duplex {
  readonly bytesRead?: number;
  setNoDelay?(on: boolean): void;
}

/** ws hands its events to functions without a context, which all connections share. */
class LinkedWebSocket extends WebSocket {
  events: SocketEvents | undefined;
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

  get receivedBytes(): number {
    return this.#stream.bytesRead ?? 0;
  }

  send(frame: Buffer): void {
    if (this.#ws.readyState === WebSocket.OPEN && this.#stream.writable) this.#stream.write(frame);
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  terminate(): void {
    this.#ws.terminate();
  }
}

function onMessage(this: WebSocket, data: unknown, isBinary: boolean): void {
  const { events } = this as LinkedWebSocket;
  if (isBinary) events?.received(data as Buffer);
  else events?.violated("messages are binary");
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
  readonly #edge: Edge;
  readonly #server: WebSocketServer;
  #waiting: Array<() => void> = [];

  constructor(edge: Edge, frameBytes: number) {
    this.#edge = edge;
    // A variable, because the types of ws lack closeTimeout.
    const options = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: frameBytes,
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
    ws.on("message", onMessage);
    ws.on("close", onClose);
  }
}
