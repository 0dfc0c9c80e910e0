// A crowd of raw connections in one process, and how its members are opened.
import { type RawAddress, RawSocket } from "./raw-socket.ts";

export interface Member {
  readonly index: number;
  readonly socket: RawSocket;
  /** Called with each message; changed by whoever measures. */
  onMessage: (payload: Buffer) => void;
}

export interface CrowdOptions {
  readonly address: RawAddress;
  readonly count: number;
  /** Attempts under way at a time. */
  readonly parallel: number;
  /** What a member says once it is connected. */
  greet(index: number): Uint8Array;
  /** Whether a member is in after this message; its earlier ones come first. */
  isIn(payload: Buffer, index: number): boolean;
}

export interface Crowd {
  readonly members: readonly Member[];
  /** From the first attempt to the last answer. */
  readonly tookMs: number;
  /** Received by a member until it was in, on average. */
  readonly greetingBytes: number;
  /** Connections that ended since. */
  readonly lost: number;
  disperse(): void;
}

const ignore = () => undefined;

export function gather(options: CrowdOptions): Promise<Crowd> {
  const members: Member[] = [];
  const began = performance.now();
  let next = 0;
  let inside = 0;
  let lost = 0;
  let received = 0;
  return new Promise((resolve, reject) => {
    const crowd = (): Crowd => ({
      members,
      tookMs: performance.now() - began,
      greetingBytes: Math.round(received / options.count),
      get lost() {
        return lost;
      },
      disperse() {
        for (const member of members) member.socket.destroy();
      },
    });
    const open = () => {
      const index = next++;
      if (index >= options.count) return;
      const socket: RawSocket = new RawSocket(options.address, {
        open: () => socket.send(options.greet(index)),
        message: (payload) => member.onMessage(payload),
        close: (code) => {
          lost++;
          if (inside < options.count) reject(new Error(`Connection ${index} ended with ${code} before it was in.`));
        },
      });
      const member: Member = {
        index,
        socket,
        onMessage(payload) {
          received += payload.length;
          if (!options.isIn(payload, index)) return;
          member.onMessage = ignore;
          if (++inside === options.count) resolve(crowd());
          else open();
        },
      };
      members[index] = member;
    };
    for (let at = 0; at < Math.min(options.parallel, options.count); at++) open();
  });
}
