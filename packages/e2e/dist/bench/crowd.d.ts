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
export declare function gather(options: CrowdOptions): Promise<Crowd>;
