// An XMPP client that costs next to nothing: it parses neither XML nor, when it reads, WebSocket frames, but hands out
// the bytes as they come, for words to be looked for in them. It is no use for anything else.
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { clientFrame } from "../raw-socket.ts";

/** XMPP's own stream over TCP (RFC 6120), or a WebSocket with one element a frame (RFC 7395). */
export type Transport = "tcp" | "websocket";

export interface XmppAddress {
  readonly transport: Transport;
  readonly port: number;
  /** Of the WebSocket. */
  readonly path: string;
}

export interface XmppEvents {
  open(): void;
  /** Bytes as they came, cut behind the end of a tag; valid only during the call. */
  data(bytes: Buffer): void;
  close(): void;
}

const receiveBuffer = Buffer.allocUnsafe(256 * 1024);
const END_OF_TAG = ">".charCodeAt(0);

// With one source address the kernel looks longer and longer for a free port.
const SOURCES = 100;
let made = 0;

export class XmppSocket {
  readonly #socket: Socket;
  readonly #events: XmppEvents;
  #upgrading: boolean;
  #rest: Buffer | undefined;

  constructor({ transport, port, path }: XmppAddress, events: XmppEvents) {
    this.#events = events;
    this.#upgrading = transport === "websocket";
    this.#socket = connect({
      host: "127.0.0.1",
      port,
      localAddress: `127.0.1.${1 + (made++ % SOURCES)}`,
      noDelay: true,
      onread: { buffer: receiveBuffer, callback: (length, buffer) => this.#receive(buffer, length) },
    });
    this.#socket.on("error", () => undefined);
    this.#socket.on("close", () => events.close());
    if (!this.#upgrading) {
      this.#socket.on("connect", () => events.open());
      return;
    }
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n` +
        "Sec-WebSocket-Protocol: xmpp\r\n\r\n",
    );
  }

  /** Sends what `wired` has made. */
  send(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(buffer: Uint8Array, length: number): boolean {
    let bytes = Buffer.from(buffer.buffer, buffer.byteOffset, length);
    if (this.#rest) bytes = Buffer.concat([this.#rest, bytes]);
    this.#rest = undefined;
    if (this.#upgrading) {
      const end = bytes.indexOf("\r\n\r\n");
      if (end >= 0 && bytes.toString("latin1", 0, 12) !== "HTTP/1.1 101") {
        this.#socket.destroy();
        return true;
      }
      if (end >= 0) {
        this.#upgrading = false;
        bytes = bytes.subarray(end + 4);
        this.#events.open();
      }
    }
    const whole = this.#upgrading ? 0 : bytes.lastIndexOf(END_OF_TAG) + 1;
    // A copy: the receive buffer is everybody's.
    if (whole < bytes.length) this.#rest = Buffer.from(bytes.subarray(whole));
    if (whole > 0) this.#events.data(bytes.subarray(0, whole));
    return true;
  }
}

/** Elements as they go over the wire, in one write. */
export function wired(transport: Transport, elements: readonly string[]): Buffer {
  const parts = elements.map((element) => Buffer.from(element));
  return Buffer.concat(transport === "tcp" ? parts : parts.map((part) => clientFrame(part, 1)));
}

/** How often a word stands in the bytes. */
export function countOf(bytes: Buffer, word: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + word.length)) count++;
  return count;
}
