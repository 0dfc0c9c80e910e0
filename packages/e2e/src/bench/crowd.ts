// A crowd of raw connections in one process, and how its members are opened.
import { type RawAddress, RawSocket } from "./raw-socket.ts";

export interface Member {
  readonly index: number;
  socket: RawSocket;
  /** Called with each message; changed by whoever measures. */
  onMessage: (payload: Buffer) => void;
  /** Called when the connection ends; changed by whoever lets members come back. */
  onClose: (code: number) => void;
  /** The payload of the hello reply: whoever needs it reads it later. */
  hello?: Buffer;
}

export interface CrowdOptions {
  readonly address: RawAddress;
  readonly count: number;
  /** Attempts under way at a time. */
  readonly parallel: number;
  /** What each member says once it is connected, framed. */
  readonly greetings: readonly Buffer[];
  /** Whether a member is in after this message; its earlier ones come first. */
  isIn(payload: Buffer, member: Member): boolean;
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

/** A connection of a member that says its greeting as soon as it may. */
export function connectMember(member: Member, address: RawAddress, greeting: Buffer): void {
  const socket: RawSocket = new RawSocket(address, {
    open: () => socket.sendFramed(greeting),
    message: (payload) => member.onMessage(payload),
    // One that a newer connection has replaced has no say.
    close: (code) => member.socket === socket && member.onClose(code),
  });
  member.socket = socket;
}

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
      const member = {
        index,
        onMessage(payload: Buffer) {
          received += payload.length;
          if (!options.isIn(payload, member)) return;
          member.onMessage = ignore;
          if (++inside === options.count) resolve(crowd());
          else open();
        },
        onClose(code: number) {
          lost++;
          if (inside < options.count) reject(new Error(`Connection ${index} ended with ${code} before it was in.`));
        },
      } as Member;
      members[index] = member;
      connectMember(member, options.address, options.greetings[index]!);
    };
    for (let at = 0; at < Math.min(options.parallel, options.count); at++) open();
  });
}
