import { concat, decode, SUBPROTOCOL } from "@livename/wire";
import { readServerFrame, type ServerFrame } from "@livename/wire/frame";
import type { Socket, Transport } from "../transport/transport.ts";

export interface WireEvents {
  opened(): void;
  /** A frame was received, possibly an empty one: the server is alive. */
  heard(frame: ServerFrame): void;
  closed(code: number, reason: string): void;
}

/** A connection that moves frames. */
export interface Wire {
  /** Frames sent in one task are combined into as few messages as possible. */
  send(frame: Uint8Array): void;
  /** Sends what waits, then closes. No further events are reported. */
  abandon(): void;
}

/** Commands in one message, below the server's bound (F13). */
const COMMANDS = 200;
const BAD_FRAME = 1002;

export function openWire(transport: Transport, url: string, frameBytes: () => number, events: WireEvents): Wire {
  let waiting: Uint8Array[] = [];
  let abandoned = false;
  let socket: Socket | undefined;

  const flush = (): void => {
    const frames = waiting;
    waiting = [];
    let batch: Uint8Array[] = [];
    let bytes = 0;
    for (const frame of frames) {
      if (batch.length === COMMANDS || (batch.length > 0 && bytes + frame.length > frameBytes())) {
        socket?.send(concat(batch));
        batch = [];
        bytes = 0;
      }
      batch.push(frame);
      bytes += frame.length;
    }
    if (batch.length > 0) socket?.send(concat(batch));
  };

  const abandon = (): void => {
    if (abandoned) return;
    abandoned = true;
    flush();
    socket?.close();
  };

  const end = (code: number, reason: string): void => {
    if (abandoned) return;
    abandoned = true;
    waiting = [];
    events.closed(code, reason);
  };

  socket = transport.open(url, SUBPROTOCOL, {
    opened: () => {
      if (!abandoned) events.opened();
    },
    message(bytes) {
      if (abandoned) return;
      let frame: ServerFrame;
      try {
        frame = decode(readServerFrame, bytes);
      } catch {
        socket?.close();
        return end(BAD_FRAME, "the server sent bytes that are not a frame");
      }
      events.heard(frame);
    },
    closed: end,
  });
  return {
    send(frame) {
      if (abandoned) return;
      if (waiting.push(frame) === 1) queueMicrotask(flush);
    },
    abandon,
  };
}
