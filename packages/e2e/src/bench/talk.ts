// What load clients say: to Livename in its protocol, to the floor the same bytes without a meaning.
import { commandFrame, concat, encode, SUBPROTOCOL } from "@livename/wire";
import {
  conversationOpen,
  conversationSend,
  conversationTyping,
  presenceOwn,
  presenceSet,
  presenceWatch,
} from "@livename/wire/calls";
import { Method } from "@livename/wire/frame";
import type { Availability } from "@livename/wire/presence";
import { writeHelloRequest } from "@livename/wire/session";
import type { RawAddress } from "./raw-socket.ts";

/** Numbers that the commands of a load client carry, so that replies are told apart. */
export const CommandId = { HELLO: 1, WATCH: 2, OWN: 3, SET: 4, OPEN: 5, SEND: 6, TYPING: 7 } as const;

export const socketOf = (port: number, ours: boolean): RawAddress => ({
  host: "127.0.0.1",
  port,
  path: ours ? "/v1/socket" : "/",
  protocol: SUBPROTOCOL,
});

/** What a client that comes back has kept: its session, and the versions of what it watches. */
export interface Kept {
  readonly session: string;
  readonly secret: string;
  readonly held: readonly number[];
}

/** Hello, and behind it in the same flight the people to watch. */
export function helloFlight(token: string, watch: readonly string[], kept?: Kept): Uint8Array {
  const hello = encode(writeHelloRequest, {
    token,
    client: { name: "bench", version: "0", kind: 1 },
    features: ["presence", "conversation"],
    ...(kept ? { resume: { session: kept.session, secret: kept.secret } } : {}),
  });
  const frames = [commandFrame(CommandId.HELLO, Method.SESSION_HELLO, hello)];
  if (watch.length > 0) frames.push(watchCommand(watch, kept?.held));
  return concat(frames);
}

export function watchCommand(people: readonly string[], held: readonly number[] = []): Uint8Array {
  const items = people.map((person, at) => ({ person, held: held[at] ?? 0 }));
  return commandFrame(CommandId.WATCH, presenceWatch.method, encode(presenceWatch.write, { items }));
}

/** A small command with a small reply, answered from memory. */
export const ownCommand = (): Uint8Array =>
  commandFrame(CommandId.OWN, presenceOwn.method, encode(presenceOwn.write, {}));

export function setCommand(availability: Availability, message: string, key: string): Uint8Array {
  const choice = { availability, message };
  return commandFrame(CommandId.SET, presenceSet.method, encode(presenceSet.write, { choice }), key);
}

export const openCommand = (person: string): Uint8Array =>
  commandFrame(CommandId.OPEN, conversationOpen.method, encode(conversationOpen.write, { person, limit: 1 }));

export const typingCommand = (conversation: string): Uint8Array =>
  commandFrame(
    CommandId.TYPING,
    conversationTyping.method,
    encode(conversationTyping.write, { conversation, typing: true }),
  );

export const sendCommand = (id: number, conversation: string, text: string, key: string): Uint8Array =>
  commandFrame(id, conversationSend.method, encode(conversationSend.write, { conversation, text }), key);
