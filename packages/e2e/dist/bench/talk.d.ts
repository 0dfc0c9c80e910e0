import type { Availability } from "@livename/wire/presence";
import type { RawAddress } from "./raw-socket.ts";
/** Numbers that the commands of a load client carry, so that replies are told apart. */
export declare const CommandId: {
    readonly HELLO: 1;
    readonly WATCH: 2;
    readonly OWN: 3;
    readonly SET: 4;
    readonly OPEN: 5;
    readonly SEND: 6;
};
export declare const socketOf: (port: number, ours: boolean) => RawAddress;
/** Hello, and behind it in the same flight the people to watch. */
export declare function helloFlight(token: string, watch: readonly string[]): Uint8Array;
export declare function watchCommand(people: readonly string[]): Uint8Array;
/** A small command with a small reply, answered from memory. */
export declare const ownCommand: () => Uint8Array;
export declare function setCommand(availability: Availability, message: string, key: string): Uint8Array;
export declare const openCommand: (person: string) => Uint8Array;
export declare const sendCommand: (id: number, conversation: string, text: string, key: string) => Uint8Array;
