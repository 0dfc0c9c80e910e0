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
export declare class RawSocket {
    #private;
    constructor(address: RawAddress, events: RawEvents);
    /** Frames and sends one binary message. */
    send(payload: Uint8Array): void;
    /** Sends bytes that were framed before by `clientFrame`: for messages that many connections send. */
    sendFramed(frame: Uint8Array): void;
    destroy(): void;
}
/** One final frame from a client, with a mask of zeros. */
export declare function clientFrame(payload?: Uint8Array, opcode?: number): Buffer;
