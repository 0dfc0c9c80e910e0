import type { Member } from "./crowd.ts";
export interface Answered {
    readonly perSecond: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
    readonly refused: number;
    readonly bytes: number;
}
/** How members ask, and how their answers are told from other messages. */
export interface Asking {
    start(index: number): void;
    isAnswer(payload: Buffer): boolean;
    refused(payload: Buffer): boolean | undefined;
}
/**
 * Members ask, each again as soon as it is answered (rate 0), or all together so many times a second whatever the
 * answers do.
 */
export declare function answered(members: readonly Member[], seconds: number, rate: number, active: number, asking: Asking): Promise<Answered>;
