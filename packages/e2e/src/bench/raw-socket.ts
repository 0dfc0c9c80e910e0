// A WebSocket client that costs next to nothing: frames over a bare TCP socket, no masking work (the mask is zero),
// one receive buffer for all sockets. It trusts the server it measures and is no use for anything else.
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

const receiveBuffer = Buffer.allocUnsafe(256 * 1024);
const empty = new Uint8Array(0);

// With one source address the kernel looks longer and longer for a free port: 0.6 ms a connection at the end, more
// than a server needs for a sign-in.
const SOURCES = 100;
let made = 0;
const nextSource = (): string => `127.0.1.${1 + (made++ % SOURCES)}`;

export interface RawEvents {
  open(): void;
  /** The payload of one message; valid only during the call. */
  message(payload: Buffer): void;
  close(code: number): void;
}

export interface RawAddress {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly protocol: string;
}

export class RawSocket {
  readonly #socket: Socket;
  readonly #events: RawEvents;
  #upgraded = false;
  #rest: Buffer | undefined;
  #closeCode = 1006;

  constructor(address: RawAddress, events: RawEvents) {
    this.#events = events;
    this.#socket = connect({
      host: address.host,
      port: address.port,
      localAddress: nextSource(),
      noDelay: true,
      onread: { buffer: receiveBuffer, callback: (length, buffer) => this.#receive(buffer, length) },
    });
    this.#socket.on("error", () => undefined);
    this.#socket.on("close", () => this.#events.close(this.#closeCode));
    this.#socket.write(
      `GET ${address.path} HTTP/1.1\r\nHost: ${address.host}:${address.port}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n` +
        `Sec-WebSocket-Protocol: ${address.protocol}\r\n\r\n`,
    );
  }

  /** Frames and sends one binary message. */
  send(payload: Uint8Array): void {
    this.#socket.write(clientFrame(payload));
  }

  /** Sends bytes that were framed before by `clientFrame`: for messages that many connections send. */
  sendFramed(frame: Uint8Array): void {
    this.#socket.write(frame);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(buffer: Uint8Array, length: number): boolean {
    let bytes = Buffer.from(buffer.buffer, buffer.byteOffset, length);
    if (this.#rest) {
      bytes = Buffer.concat([this.#rest, bytes]);
      this.#rest = undefined;
    }
    let at = 0;
    if (!this.#upgraded) {
      const end = bytes.indexOf("\r\n\r\n");
      if (end < 0) return this.#keep(bytes);
      const status = bytes.toString("latin1", 0, Math.min(end, 40));
      if (!status.startsWith("HTTP/1.1 101")) {
        this.#closeCode = Number(status.slice(9, 12)) || 1006;
        this.#socket.destroy();
        return true;
      }
      this.#upgraded = true;
      at = end + 4;
      this.#events.open();
    }
    while (bytes.length - at >= 2) {
      const first = bytes[at]!;
      let size = bytes[at + 1]! & 0x7f;
      let header = 2;
      if (size === 126) {
        if (bytes.length - at < 4) break;
        size = bytes.readUInt16BE(at + 2);
        header = 4;
      } else if (size === 127) {
        if (bytes.length - at < 10) break;
        size = Number(bytes.readBigUInt64BE(at + 2));
        header = 10;
      }
      if (bytes.length - at < header + size) break;
      const payload = bytes.subarray(at + header, at + header + size);
      at += header + size;
      const opcode = first & 0x0f;
      if (opcode === 2) this.#events.message(payload);
      else if (opcode === 9) this.#socket.write(clientFrame(payload, 10));
      else if (opcode === 8) this.#closeCode = size >= 2 ? payload.readUInt16BE(0) : 1005;
    }
    return at < bytes.length ? this.#keep(bytes.subarray(at)) : true;
  }

  #keep(bytes: Buffer): boolean {
    // A copy: the receive buffer is everybody's.
    this.#rest = Buffer.from(bytes);
    return true;
  }
}

/** One final frame from a client, with a mask of zeros. */
export function clientFrame(payload: Uint8Array = empty, opcode = 2): Buffer {
  const size = payload.length;
  const extra = size < 126 ? 0 : size < 65_536 ? 2 : 8;
  const frame = Buffer.alloc(2 + extra + 4 + size);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (extra === 0 ? size : extra === 2 ? 126 : 127);
  if (extra === 2) frame.writeUInt16BE(size, 2);
  if (extra === 8) frame.writeBigUInt64BE(BigInt(size), 2);
  frame.set(payload, 2 + extra + 4);
  return frame;
}
