// A connection without a socket: what the server sends is counted and let go.
import { commandFrame, concat, encode, readServerFrame } from "@livename/wire";
import { presenceSet, presenceWatch, sessionHello } from "@livename/wire/calls";
import type { Availability } from "@livename/wire/presence";
import { DeviceKind } from "@livename/wire/session";
import type { Socket, SocketEvents } from "../src/edge/socket.ts";

const HELLO = 1;
const WATCH = 2;
const SET = 3;

export class MemoryLink implements Socket {
  /** By the server to all links. */
  static sent = 0;
  /** Why the server closed the first link that it closed. */
  static ended: string | undefined;
  readonly bufferedBytes = 0;
  readonly blockedBytes = 0;
  receivedBytes = 0;
  events: SocketEvents | undefined;
  /** Told once, with the reply to the watch command. */
  onAnswer: (() => void) | undefined;

  send(frame: Buffer): void {
    MemoryLink.sent++;
    // A ping, which is answered.
    if (frame[0] === 0x89) this.receivedBytes += 6;
    if (!this.onAnswer) return;
    for (const { replyTo, error } of readServerFrame(payloadOf(frame))) {
      if (error) throw new Error(`Refused: ${error.message}`);
      if (replyTo !== WATCH) continue;
      this.onAnswer?.();
      this.onAnswer = undefined;
    }
  }

  close(code: number, reason: string): void {
    MemoryLink.ended ??= `${code} ${reason}`;
  }

  terminate(): void {
    MemoryLink.ended ??= "cut";
  }

  /** Signs in and watches, in one flight. Resolves with the answer. */
  signIn(token: string, watch: readonly string[]): Promise<void> {
    const hello = {
      token,
      client: { name: "bench", version: "0", kind: DeviceKind.DESKTOP },
      features: ["presence", "conversation"],
    };
    const items = watch.map((person) => ({ person, held: 0 }));
    return new Promise((resolve) => {
      this.onAnswer = resolve;
      this.#say(
        concat([
          commandFrame(HELLO, sessionHello.method, encode(sessionHello.write, hello)),
          commandFrame(WATCH, presenceWatch.method, encode(presenceWatch.write, { items })),
        ]),
      );
    });
  }

  choose(availability: Availability): void {
    this.#say(commandFrame(SET, presenceSet.method, encode(presenceSet.write, { choice: { availability } })));
  }

  #say(bytes: Uint8Array): void {
    this.receivedBytes += bytes.length;
    this.events?.received(bytes);
  }
}

/** What stands behind the header of an unmasked WebSocket frame. */
function payloadOf(frame: Buffer): Buffer {
  const size = frame[1]! & 0x7f;
  return frame.subarray(size < 126 ? 2 : size === 126 ? 4 : 10);
}
