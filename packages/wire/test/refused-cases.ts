// What must be refused: whole messages from a client, each with what a server does. Written byte by byte where no
// codec would write it.
import { type DescMessage, fromJson, type JsonValue, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import * as calls from "../gen/calls.js";
import { both } from "./schema.ts";

/** How a server answers: with an error, by closing, or both. */
export interface Refused {
  readonly note: string;
  /** The rule that says so. */
  readonly rule: string;
  /**
   * Who finds it: `frame`, whoever walks over the bytes of the message; `payload`, whoever walks over the payload of
   * its command or reads it; `server`, whoever acts on it.
   */
  readonly by: "frame" | "payload" | "server";
  /** Whether hello was accepted on the connection before. */
  readonly signedIn: boolean;
  /** The code of the error in the reply, such as "CODE_INVALID"; null for no reply. */
  readonly code: string | null;
  /** What the connection is closed with; null when it goes on. */
  readonly close: number | null;
}

const VIOLATION = 4503;
const NOT_SIGNED_IN = 4500;
/** Hello has 1. */
const ID = 2;

const text = new TextEncoder();
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const repeated = (count: number, ...values: number[]): Uint8Array =>
  Uint8Array.from({ length: count * values.length }, (_, at) => values[at % values.length]!);
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(parts.flatMap((part) => [...part]));
const length = (field: number, value: Uint8Array): Uint8Array =>
  new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(value).finish();
const varint = (field: number, value: number): Uint8Array =>
  new BinaryWriter().tag(field, WireType.Varint).uint32(value).finish();

interface Asked {
  readonly id?: number;
  readonly key?: string;
}

/** A frame with one command, whose payload is as it is given. */
function raw(method: number, payload: Uint8Array, { id = ID, key = "" }: Asked = {}): Uint8Array {
  const command = joined(
    id === 0 ? bytes() : varint(1, id),
    varint(2, method),
    payload.length > 0 ? length(3, payload) : bytes(),
    key === "" ? bytes() : length(4, text.encode(key)),
  );
  return length(1, command);
}

/** A frame with one command of a request that is well formed. */
function ask(call: { readonly method: number }, request: string, content: JsonValue, asked?: Asked): Uint8Array {
  const { desc }: { desc: DescMessage } = both(request);
  return raw(call.method, toBinary(desc, fromJson(desc, content)), asked);
}

const watch = (items: readonly string[]) =>
  ask(calls.presenceWatch, "PresenceWatchRequest", { items: items.map((person) => ({ person })) });
const set = (choice: JsonValue, asked?: Asked) => ask(calls.presenceSet, "PresenceSetRequest", { choice }, asked);
const hello = (content: JsonValue) => ask(calls.sessionHello, "HelloRequest", content, { id: 1 });
const input = (asked?: Asked) => raw(calls.sessionInput.method, bytes(), asked);

type Row = readonly [name: string, rule: string, note: string, bytes: Uint8Array];

/** Closed with 4503, without an answer. */
const violations: readonly Row[] = [
  ["cut-off", "F6", "The frame ends within its command.", raw(calls.sessionInput.method, bytes(8, 1)).subarray(0, -1)],
  ["length-beyond-end", "F6", "A length that points past the end.", bytes(0x0a, 0x05, 0x08, 0x02)],
  ["group", "F6", "Wire types 3 and 4 are not part of this protocol.", bytes(0x0b, 0x0c)],
  ["group-in-command", "F6", "A group inside a command.", length(1, bytes(0x2b, 0x2c))],
  ["wire-type-7", "F6", "There is no wire type 7.", bytes(0x0f)],
  ["field-0", "F6", "There is no field number 0.", bytes(0x02, 0x00)],
  ["long-tag", "F6", "A tag of six bytes.", bytes(0x8a, 0x80, 0x80, 0x80, 0x80, 0x00, 0x00)],
  ["long-length", "F6", "A length of six bytes.", bytes(0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00)],
  ["long-varint", "F6", "A varint of eleven bytes.", length(1, joined(bytes(0x08), repeated(10, 0x80), bytes(0x00)))],
  ["257-commands", "F13", "A message has at most 256 commands.", repeated(257, 0x0a, 0x00)],
  ["8193-fields", "F13", "A message has at most 8,192 fields.", repeated(8_193, 0x10, 0x01)],
  ["65-byte-key", "F13", "A key has at most 64 bytes.", input({ key: "k".repeat(65) })],
  [
    "key-not-utf-8",
    "F7",
    "A key of bytes that are no UTF-8.",
    length(1, joined(input().subarray(2), length(4, bytes(0xff)))),
  ],
];

const misdeeds: readonly Row[] = [
  ["id-0", "F3", "An id is 1 or more.", input({ id: 0 })],
  ["same-id-twice", "F3", "Two commands of one message have the same id.", joined(input(), input())],
];

/** Refused alone; the connection goes on. */
const refusals: ReadonlyArray<readonly [...Row, by: "payload" | "server", code: string]> = [
  [
    "payload-cut-off",
    "F6",
    "A payload that ends within a field.",
    raw(calls.presenceWatch.method, bytes(0x0a)),
    "payload",
    "CODE_MALFORMED",
  ],
  [
    "payload-length-beyond-end",
    "F6",
    "A message inside the payload is longer than the payload.",
    raw(calls.presenceWatch.method, bytes(0x0a, 0x05, 0x0a)),
    "payload",
    "CODE_MALFORMED",
  ],
  [
    "payload-inner-beyond-parent",
    "F6",
    "A text reaches past the end of the message that it stands in.",
    raw(calls.presenceWatch.method, bytes(0x0a, 0x03, 0x0a, 0x05, 0x61, 0x0a, 0x02, 0x10, 0x01)),
    "payload",
    "CODE_MALFORMED",
  ],
  [
    "payload-group",
    "F6",
    "A group in a payload.",
    raw(calls.presenceSet.method, bytes(0x0b, 0x0c)),
    "payload",
    "CODE_MALFORMED",
  ],
  [
    "payload-not-utf-8",
    "F7",
    "Bytes that are no UTF-8 are never replaced.",
    raw(calls.presenceWatch.method, length(1, length(1, bytes(0x61, 0xff)))),
    "payload",
    "CODE_MALFORMED",
  ],
  [
    "payload-half-character",
    "F7",
    "Half a surrogate pair has no UTF-8.",
    raw(calls.presenceWatch.method, length(1, length(1, bytes(0xed, 0xa0, 0x80)))),
    "payload",
    "CODE_MALFORMED",
  ],
  [
    "payload-overlong",
    "F7",
    "An overlong spelling of a character.",
    raw(calls.presenceWatch.method, length(1, length(1, bytes(0xc0, 0x80)))),
    "payload",
    "CODE_MALFORMED",
  ],
  [
    "payload-2-to-the-53",
    "F8",
    "A number of 2^53.",
    raw(calls.sessionInput.method, bytes(0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10)),
    "payload",
    "CODE_MALFORMED",
  ],
  [
    "payload-4097-fields",
    "F13",
    "A payload has at most 4,096 fields at all levels.",
    raw(calls.sessionInput.method, repeated(4_097, 0x10, 0x01)),
    "payload",
    "CODE_TOO_MANY",
  ],
  [
    "1001-people",
    "F13",
    "A command names at most 1,000 people.",
    watch(Array.from({ length: 1_001 }, () => "p")),
    "server",
    "CODE_TOO_MANY",
  ],
  ["no-such-method", "F5", "A method that nobody has declared.", raw(777, bytes()), "server", "CODE_UNKNOWN_METHOD"],
  [
    "push-from-a-client",
    "F21",
    "A push comes from the server only.",
    raw(calls.presenceChanged.method, bytes()),
    "server",
    "CODE_UNKNOWN_METHOD",
  ],
  [
    "second-hello",
    "S3",
    "A second hello on an open connection.",
    ask(calls.sessionHello, "HelloRequest", { token: "demo:amy" }),
    "server",
    "CODE_UNKNOWN_METHOD",
  ],
  ["short-key", "F14", "A key has at least 8 characters.", set({}, { key: "seven-7" }), "server", "CODE_INVALID"],
  [
    "key-with-blank",
    "F14",
    "A key has printable ASCII characters only.",
    set({}, { key: "two words" }),
    "server",
    "CODE_INVALID",
  ],
  [
    "unknown-availability",
    "P16",
    "An availability that is not listed.",
    set({ availability: 17 }),
    "server",
    "CODE_INVALID",
  ],
  [
    "status-of-two-lines",
    "P6",
    "A status message is one line.",
    set({ message: "one\ntwo" }),
    "server",
    "CODE_INVALID",
  ],
  [
    "status-that-turns",
    "F20",
    "A mark that overrides the direction.",
    set({ message: "busy \u202eysub" }),
    "server",
    "CODE_INVALID",
  ],
  [
    "long-status",
    "F13",
    "201 characters after the blanks at the ends are taken off.",
    set({ message: ` ${"x".repeat(201)} ` }),
    "server",
    "CODE_TOO_LARGE",
  ],
  ["status-in-the-past", "P16", "An end that has come.", set({ untilMs: "1" }), "server", "CODE_INVALID"],
  [
    "exceptions-without-reason",
    "P21",
    "Exceptions are for DO_NOT_DISTURB only.",
    set({ availability: "AVAILABILITY_BUSY", exceptions: [{ person: "mike@example.com" }] }),
    "server",
    "CODE_INVALID",
  ],
  [
    "empty-place",
    "L3",
    "A place has a name.",
    ask(calls.placeEnter, "PlaceEnterRequest", {}),
    "server",
    "CODE_INVALID",
  ],
  [
    "place-with-line-break",
    "L3",
    "A place is one line.",
    ask(calls.placeEnter, "PlaceEnterRequest", { place: "one\ntwo" }),
    "server",
    "CODE_INVALID",
  ],
  [
    "stranger",
    "C5",
    "Nobody has this address.",
    ask(calls.conversationOpen, "ConversationOpenRequest", { person: "nobody@example.com" }),
    "server",
    "CODE_NO_SUCH_PERSON",
  ],
  [
    "with-oneself",
    "C3",
    "No conversation is with oneself.",
    ask(calls.conversationOpen, "ConversationOpenRequest", { person: "amy@example.com" }),
    "server",
    "CODE_INVALID",
  ],
  [
    "others-conversation",
    "C2",
    "Only members see a conversation.",
    ask(calls.conversationHistory, "ConversationHistoryRequest", { conversation: "direct.p-1.p-2" }),
    "server",
    "CODE_NO_SUCH_CONVERSATION",
  ],
  [
    "unknown-group",
    "D10",
    "No group has this id.",
    ask(calls.directoryBrowse, "DirectoryBrowseRequest", { by: "BROWSE_BY_GROUP", in: "none" }),
    "server",
    "CODE_NO_SUCH_GROUP",
  ],
  [
    "without-scope",
    "P22",
    "A person's token does not say what others are doing.",
    ask(calls.presenceServiceActivity, "ServiceActivityRequest", {}),
    "server",
    "CODE_FORBIDDEN",
  ],
  [
    "unknown-scope-of-attributes",
    "T12",
    "A scope that is not listed.",
    ask(calls.attributeSet, "AttributeSetRequest", { scope: 9 }),
    "server",
    "CODE_INVALID",
  ],
];

/** Before anybody is signed in. */
const greetings: ReadonlyArray<readonly [...Row, by: "payload" | "server", code: string | null, close: number]> = [
  ["not-hello", "S3", "The first command is hello.", input({ id: 1 }), "server", "CODE_UNAUTHENTICATED", VIOLATION],
  [
    "hello-malformed",
    "S6",
    "A hello whose payload is malformed.",
    raw(calls.sessionHello.method, bytes(0x0a, 0x09), { id: 1 }),
    "payload",
    "CODE_MALFORMED",
    VIOLATION,
  ],
  [
    "hello-long-token",
    "F13",
    "A token of 8,193 characters.",
    hello({ token: `demo:${"x".repeat(8_188)}` }),
    "server",
    "CODE_INVALID",
    VIOLATION,
  ],
  [
    "hello-long-device",
    "F13",
    "A device of 65 characters.",
    hello({ token: "demo:amy", device: "d".repeat(65) }),
    "server",
    "CODE_INVALID",
    VIOLATION,
  ],
  [
    "hello-nobody",
    "S6",
    "The token's person is nobody.",
    hello({ token: "demo:nobody" }),
    "server",
    "CODE_UNAUTHENTICATED",
    NOT_SIGNED_IN,
  ],
  [
    "hello-no-token",
    "S6",
    "A token of a kind that nobody takes.",
    hello({ token: "password" }),
    "server",
    "CODE_UNAUTHENTICATED",
    NOT_SIGNED_IN,
  ],
];

/** By name, each with its bytes. */
export function refusedCases(): Map<string, { readonly refused: Refused; readonly bytes: Uint8Array }> {
  const cases = new Map<string, { refused: Refused; bytes: Uint8Array }>();
  const add = (name: string, bytes: Uint8Array, refused: Refused): void => {
    if (cases.has(name)) throw new Error(`two vectors are named ${name}`);
    cases.set(name, { refused, bytes });
  };
  for (const [name, rule, note, bytes] of violations)
    add(name, bytes, { note, rule, by: "frame", signedIn: true, code: null, close: VIOLATION });
  for (const [name, rule, note, bytes] of misdeeds)
    add(name, bytes, { note, rule, by: "server", signedIn: true, code: null, close: VIOLATION });
  for (const [name, rule, note, bytes, by, code] of refusals)
    add(name, bytes, { note, rule, by, signedIn: true, code, close: null });
  for (const [name, rule, note, bytes, by, code, close] of greetings)
    add(name, bytes, { note, rule, by, signedIn: false, code, close });
  return cases;
}
